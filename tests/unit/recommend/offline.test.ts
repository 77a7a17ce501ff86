import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readDataset, splitByTime } from '../../../edge/recommend/offline/dataset.ts'
import { readSessions } from '../../../edge/recommend/offline/read-sessions.ts'

const folder = await mkdtemp(join(tmpdir(), 'sessions-'))
async function file(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name)
  const text = `${lines.join('\n')}\n`
  await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

describe('readSessions', () => {
  it('[M10] reads session, item and time columns, seconds as ms, in time order', async () => {
    const path = await file(
      'a.tsv.gz',
      'SessionId\tItemId\tTime',
      '2\tq\t1396437500',
      '1\tp\t1396437466.94',
      '1\tr\t1396437400',
    )
    expect(await readSessions(path)).toMatchObject([
      { items: ['r', 'p'], times: [1396437400000, 1396437466940] },
      { items: ['q'] },
    ])
  })

  it('[M10] reads the click order of a day without a clock', async () => {
    const header = 'year;month;day;order;country;session ID;page 1 (main category);page 2 (clothing model)'
    const path = await file('b.csv', header, '2008;4;2;2;29;7;1;B', '2008;4;2;1;29;7;1;A')
    const [session] = await readSessions(path)
    expect(session).toMatchObject({
      items: ['A', 'B'],
      times: [Date.UTC(2008, 3, 2) + 1, Date.UTC(2008, 3, 2) + 2],
    })
  })

  it('[M10] reads invoices as baskets of a customer, without returns and fees', async () => {
    const path = await file(
      'c.csv',
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
      '1,85123A,"HEART, ""WHITE""",6,2010-12-01T08:26:00,2.55,17850,United Kingdom',
      '1,POST,POSTAGE,1,2010-12-01T08:26:00,2.55,17850,United Kingdom',
      'C2,85123A,HEART,-6,2010-12-02T08:26:00,2.55,17850,United Kingdom',
    )
    const sessions = await readSessions(path)
    expect(sessions).toHaveLength(1)
    expect(sessions[0]).toMatchObject({
      items: ['85123A'],
      times: [Date.UTC(2010, 11, 1, 8, 26)],
      visitor: 0,
    })
    expect([...sessions[0]!.events!]).toEqual([2])
  })

  it('[M10] reads our journal and cuts a visit after 30 quiet minutes', async () => {
    const event = (name: string, time: number, item_id: string) => ({ name, time, items: [{ item_id }] })
    const path = await file(
      'd.ndjson',
      JSON.stringify({ visitor: 'v', events: [event('add_to_cart', 2, 'b'), event('view_item', 1, 'a')] }),
      JSON.stringify({
        visitor: 'v',
        events: [event('view_item', 2 * 3_600_000, 'c'), { name: 'click', time: 9 }],
      }),
    )
    const sessions = await readSessions(path)
    expect(sessions.map(({ items }) => items)).toEqual([['a', 'b'], ['c']])
    expect([...sessions[0]!.events!]).toEqual([0, 1])
    expect(sessions[0]!.visitor).toBe(sessions[1]!.visitor)
  })

  it('[M10] says which file it cannot read', async () => {
    await expect(readSessions(await file('e.csv', 'colour,size', 'red,1'))).rejects.toThrow(
      /e\.csv: needs a header/,
    )
    await expect(readSessions(join(folder, 'absent.tsv'))).rejects.toThrow(/absent/)
  })

  it('[M10] joins the prefixes of a test sequence to one session', async () => {
    const path = await file('f.seq', 'a b c\td', 'a b\tc', 'a\tb', 'x\ty')
    expect((await readSessions(path)).map(({ items }) => items.join(''))).toEqual(['abcd', 'xy'])
  })
})

describe('readDataset', () => {
  it('[M11] takes a prepared split as it is, without items that training never saw', async () => {
    const path = await mkdtemp(join(tmpdir(), 'split-'))
    await writeFile(join(path, 'train.seq'), 'a b\nb c\n')
    await writeFile(join(path, 'test.seq'), 'a z b\tc\nz\tz\n')
    const { train, test } = await readDataset(path)
    expect(train).toHaveLength(2)
    expect(test.map(({ items }) => items)).toEqual([['a', 'b', 'c']])
  })

  it('[M11] splits one log by time', () => {
    const sessions = Array.from({ length: 40 }, (_, i) => ({
      items: ['a', 'b'],
      times: [i * 10, i * 10 + 1],
    }))
    const { train, test } = splitByTime([...sessions, { items: ['once', 'a'], times: [395, 396] }])
    expect(test.length).toBeGreaterThan(0)
    expect(train.at(-1)!.times.at(-1)!).toBeLessThan(test[0]!.times[0]!)
    expect(test.flatMap(({ items }) => items)).not.toContain('once')
  })
})
