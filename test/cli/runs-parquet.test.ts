import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RUN_COLUMNS } from '../../src/experiment/run/run-row';
import { fillStore } from '../experiment/store/support/fill-store';
import { run } from '../helpers/command-line';

// Both libraries are ES modules, which jest does not load: this takes processes.
const READ = `
  const { asyncBufferFromFile, parquetReadObjects, parquetSchema, parquetMetadataAsync } = await import('hyparquet');
  const file = await asyncBufferFromFile(process.argv[1]);
  const schema = parquetSchema(await parquetMetadataAsync(file)).children.map(({ element }) => [element.name, element.type]);
  const rows = await parquetReadObjects({ file });
  console.log(JSON.stringify({ schema, rows }, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));
`;

it('writes a Parquet file with every column in its type', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'f1-parquet-'));
  try {
    const [folder, file] = [path.join(root, 'store'), path.join(root, 'runs.parquet')];
    fillStore(folder);
    expect(await run(['runs', folder, '--export', 'parquet', file])).toMatchObject({ code: 0, stderr: '' });
    const read = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', READ, file], { encoding: 'utf8' }),
    );
    const types = { text: 'BYTE_ARRAY', integer: 'INT64', real: 'DOUBLE', boolean: 'BOOLEAN' };
    expect(read.schema).toEqual(RUN_COLUMNS.map(({ name, type }) => [name, types[type]]));
    const { stdout } = await run(['runs', folder, '--json']);
    expect(read.rows).toEqual(JSON.parse(stdout));
  } finally {
    rmSync(root, { recursive: true });
  }
});
