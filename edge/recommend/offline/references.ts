/** Published or measured figures on the same splits, HR@20 / MRR@20 in percent (papers as cited in the README of this folder). */
export interface Reference {
  method: string
  all?: string
  discovery?: string
}

export const REFERENCES: Record<string, Reference[]> = {
  diginetica: [
    { method: 'popularity', all: '0.9 / 0.2' },
    { method: 'association rules, last item', all: '43.4 / 14.5', discovery: '39.6 / 12.5' },
    { method: 'sequential rules', all: '39.8 / 14.0' },
    { method: 'VMIS-kNN as Serenade runs it', all: '43.5 / 14.7', discovery: '44.2 / 13.7' },
    { method: 'GRU4Rec, as published', all: '49.9 / 15.0' },
    { method: 'SR-GNN, as published', all: '50.7 / 17.6' },
    { method: 'GCE-GNN, as published', all: '54.2 / 19.0' },
    { method: 'VSTAN + sequential rules, tuned', all: '53.3 / 19.24', discovery: '45.1 / 14.5' },
  ],
  rsc15: [
    { method: 'popularity', all: '8.9 / 2.6' },
    { method: 'association rules, last item', all: '63.3 / 32.9', discovery: '51.8 / 23.3' },
    { method: 'sequential rules', all: '61.7 / 35.3' },
    { method: 'VMIS-kNN as Serenade runs it', all: '42.8 / 18.5', discovery: '54.8 / 25.2' },
    { method: 'VSTAN + sequential rules, tuned', all: '69.0 / 37.7', discovery: '55.5 / 26.5' },
  ],
  eshop2008: [
    { method: 'popularity', all: '25.2 / 5.4' },
    { method: 'association rules, last item', all: '59.3 / 17.5', discovery: '61.6 / 20.8' },
    { method: 'sequential rules', all: '71.1 / 25.6' },
    { method: 'VMIS-kNN as Serenade runs it', all: '52.0 / 11.4', discovery: '59.5 / 19.6' },
    { method: 'VSTAN + sequential rules, tuned', all: '71.0 / 26.1', discovery: '72.4 / 28.5' },
  ],
}
