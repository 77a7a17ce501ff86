import { describe, expect, test } from 'vitest'
import { parseCsv, personOfRow } from '../../../edge/local/cli/csv.ts'

describe('CRM rows as CSV', () => {
  test('[I77] quotes, doubled quotes, line breaks and blank lines are read as RFC 4180 says', () => {
    expect(parseCsv('a,b\r\n"x, ""y""","two\nlines"\n\n1,\n,2')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x, "y"', 'two\nlines'] },
      { line: 5, cells: ['1', ''] },
      { line: 6, cells: ['', '2'] },
    ])
    expect(parseCsv('')).toEqual([])
  })

  test('[I78] columns become traits, tags and one order; an empty cell says nothing', () => {
    const header = [
      'person',
      'updated_at',
      'plan',
      'age',
      'phone',
      'vip',
      'tags[]',
      'city',
      'order.transaction_id',
      'order.time',
      'order.currency',
      'order.value',
      'order.items',
    ]
    const cells = [
      'anna',
      '2026-01-02',
      'gold',
      '34',
      '0085291234567',
      'true',
      'early| returns',
      '',
      't1',
      '2026-01-01',
      'USD',
      '25.5',
      'mug1*2|hat1',
    ]
    expect(personOfRow(header, cells)).toEqual({
      person: 'anna',
      updated_at: '2026-01-02',
      traits: { plan: 'gold', age: 34, phone: '0085291234567', vip: true, tags: ['early', 'returns'] },
      orders: [
        {
          transaction_id: 't1',
          time: '2026-01-01',
          currency: 'USD',
          value: 25.5,
          items: [{ item_id: 'mug1', quantity: 2 }, { item_id: 'hat1' }],
        },
      ],
    })
  })
})
