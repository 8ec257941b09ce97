// The source of the chaos: `node source-system.js <records> <seed>`. Prints its address as the first line.
import { serve } from './serve.js';
import { SourceRecords } from './source-records.js';

const [count = '0', seed = '1'] = process.argv.slice(2);
const records = new SourceRecords(Number(count), Number(seed));
const mostOftenMs = 50;
let timer: NodeJS.Timeout | undefined;

serve({
  'GET /records': ({ url }) => {
    const ids = url.searchParams.get('ids');
    if (ids !== null) return { records: records.byIds(ids.split(',')), isDone: true };
    const read = (name: string) => url.searchParams.get(name) ?? '';
    return records.page({ since: read('since'), after: read('after'), until: read('until'), limit: Number(read('limit')) });
  },
  'GET /all': () => ({ records: records.all }),
  'GET /stats': () => records.stats,
  'POST /change': ({ url }) => {
    const perSecond = Number(url.searchParams.get('perSecond') ?? 0);
    clearInterval(timer);
    const everyMs = Math.max(mostOftenMs, 1000 / perSecond);
    if (perSecond > 0) timer = setInterval(() => records.change(Math.ceil((perSecond * everyMs) / 1000)), everyMs);
    else records.commitAll();
    return {};
  },
});
