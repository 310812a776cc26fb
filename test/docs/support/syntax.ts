import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { JITI } from '../../../scripts/support/paths';
import { run } from '../../helpers/in-process';
import { ROOT } from './commands';

/** Subcommands with subcommands of their own. */
const GROUPS = ['circuit', 'dataset', 'suite'];

const helps = new Map<string, Promise<string>>();

/** What a documented command says that the program does not know: one line each, none where all is well. */
export async function mistakesOf(command: string): Promise<string[]> {
  const parts = command.split(' && ').map((part) => part.replace(/^(?:[A-Z_]+=\S+ )+/, '').trim());
  return (await Promise.all(parts.map(mistakesOfOne))).flat();
}

async function mistakesOfOne(command: string): Promise<string[]> {
  const words = command.split(' ');
  const [first, second = ''] = words[0] === 'npx' ? words.slice(1) : words;
  const rest = words.slice(words[0] === 'npx' ? 2 : 1);
  if (first === 'f1-brain') return ofProgram(rest);
  if (first === 'npm') return ofNpm(second, rest);
  if (first === 'jiti' || first === 'bash' || first === 'node') return ofScript(rest);
  if (first === 'python3' && second.endsWith('.py')) return ofScript(rest);
  if (first === 'roslaunch') return ofRoslaunch(rest);
  if (first === 'rosrun') return ofRosrun(rest);
  if (first === 'rosservice') return ofService(rest);
  if (first === 'docker') return ofDocker(rest);
  if (first!.startsWith('.')) return existsSync(path.join(ROOT, first!)) ? [] : [`there is no ${first}`];
  return [];
}

/** Subcommands and options against `--help`. */
async function ofProgram(words: string[]): Promise<string[]> {
  // `f1-brain COMMAND` stands for any.
  if (words.length === 0 || /^[A-Z]+$/.test(words[0]!)) return [];
  const subcommand = [words[0]!];
  const isGroup = GROUPS.includes(words[0]!) || `${words[0]} ${words[1]}` === 'experiment suite';
  const alternatives = isGroup && words[1] ? words[1].split('|') : [null];
  const mistakes: string[] = [];
  for (const alternative of alternatives) {
    const asked = [...subcommand, ...(alternative ? [alternative] : [])];
    const help = await helpOf(asked);
    if (!help.startsWith(`Usage: f1-brain ${asked.join(' ')}`))
      mistakes.push(`f1-brain has no '${asked.join(' ')}'`);
    for (const option of options(words)) {
      if (!new RegExp(`^ +(-\\w, )?${option}\\b`, 'm').test(help)) {
        mistakes.push(`f1-brain ${asked.join(' ')} has no ${option}`);
      }
    }
  }
  return mistakes;
}

function helpOf(words: string[]): Promise<string> {
  const key = words.join(' ');
  const known = helps.get(key);
  if (known) return known;
  const asked = run([...words, '--help'], { NO_COLOR: '1' }, { isTTY: true, columns: 200 }).then(
    ({ stdout }) => stdout,
  );
  helps.set(key, asked);
  return asked;
}

async function ofNpm(second: string, rest: string[]): Promise<string[]> {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  if (['ci', 'install', 'pack', 'rebuild'].includes(second)) return [];
  const name = second === 'run' ? rest[1]! : second;
  const script = scripts[name];
  if (script === undefined) return [`package.json has no script '${name}'`];
  const file = /\S+\.(ts|sh)/.exec(script)?.[0];
  return file === undefined ? [] : ofScript([file, ...rest.slice(rest.indexOf('--') + 1)]);
}

/** Options of a shell or Python program are looked for in its text, those of ours in its --help. */
async function ofScript(words: string[]): Promise<string[]> {
  const file = words[0]!;
  if (file.startsWith('node_modules')) return [];
  if (!existsSync(path.join(ROOT, file))) return [`there is no ${file}`];
  const given = options(words);
  const known = file.endsWith('.ts') && given.length > 0 ? await helpOfProgram(file) : read(file);
  return given.filter((option) => !known.includes(option)).map((option) => `${file} has no ${option}`);
}

function helpOfProgram(file: string): Promise<string> {
  const asked =
    helps.get(file) ??
    promisify(execFile)(process.execPath, [JITI, file, '--help'], { cwd: ROOT }).then(({ stdout }) => stdout);
  helps.set(file, asked);
  return asked;
}

function ofRoslaunch(words: string[]): string[] {
  const given = words.filter((word, i) => word !== '&' && word !== '-p' && words[i - 1] !== '-p');
  const [packageName, file] = given.filter((word) => !word.startsWith('--') && !word.includes(':='));
  if (packageName !== 'f1_brain') return [];
  if (!readdirSync(path.join(ROOT, 'launch')).includes(file!)) return [`there is no launch/${file}`];
  return given
    .filter((word) => word.includes(':='))
    .map((word) => word.split(':=')[0]!)
    .filter((name) => !read(`launch/${file}`).includes(`<arg name="${name}"`))
    .map((name) => `launch/${file} has no argument ${name}`);
}

/** What each program of nodes/ is on the command line. */
const NODES: Record<string, string[]> = { brain: ['run'], simulator: ['simulate'] };

async function ofRosrun([packageName, node, ...rest]: string[]): Promise<string[]> {
  if (packageName !== 'f1_brain') return [];
  if (!readdirSync(path.join(ROOT, 'nodes')).includes(node!)) return [`there is no nodes/${node}`];
  return ofProgram([...(NODES[node!] ?? []), ...rest.filter((word) => !word.includes(':='))]);
}

function ofService(words: string[]): string[] {
  const name = /^\/f1_brain\/(\w+)$/.exec(words[1] ?? '')?.[1];
  if (!name) return [];
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const known = sources.some(
    (file) => file.endsWith('.ts') && read(path.join('src', file)).includes(`~${name}`),
  );
  return known ? [] : [`the node has no service ~${name}`];
}

async function ofDocker(words: string[]): Promise<string[]> {
  const mistakes: string[] = [];
  const after = (option: string) => words[words.indexOf(option) + 1] ?? '';
  const file = words.includes('-f') ? after('-f') : 'Dockerfile';
  if (!existsSync(path.join(ROOT, file))) return [`there is no ${file}`];
  if (words.includes('--target') && !read(file).includes(` AS ${after('--target')}\n`)) {
    mistakes.push(`${file} has no stage ${after('--target')}`);
  }
  if (words.includes('--profile') && !read('compose.yml').includes(`profiles: [${after('--profile')}]`)) {
    mistakes.push(`compose.yml has no profile ${after('--profile')}`);
  }
  for (const word of words) {
    const script = /^\/opt\/f1_brain\/(.+)$/.exec(word)?.[1];
    if (script && !existsSync(path.join(ROOT, script))) mistakes.push(`there is no ${script}`);
    const argument = /^(\w+_IMAGE|TENSORRT)=/.exec(word)?.[1];
    if (argument && !read(file).includes(`ARG ${argument}=`)) mistakes.push(`${file} has no ARG ${argument}`);
  }
  const inside = words.join(' ').match(/(?:^| |')f1-brain ((?:lap|run|doctor|metrics)[^']*)/)?.[1];
  return inside ? [...mistakes, ...(await ofProgram(inside.split(' ')))] : mistakes;
}

const options = (words: string[]) =>
  words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.split('=')[0]!);
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
