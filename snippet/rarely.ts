/** Marks what most page views never run; the build has browsers compile everything else at once (eager.ts). */
export const rarely = <F>(work: F): F => work
