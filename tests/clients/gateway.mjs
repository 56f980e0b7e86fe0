// Starts the simulated gateway as a user would and finds out where it listens.
import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';

const START_MS = 20_000;
const STOP_MS = 5_000;

/** Runs `wingspread sim`, on a free port unless the flags name one; WINGSPREAD_TEST_BIN names the
 * program. */
export async function startGateway(...flags) {
  const program = process.env.WINGSPREAD_TEST_BIN;
  if (!program) throw new Error('WINGSPREAD_TEST_BIN is not set, expected the path of wingspread');
  const child = spawn(program, ['sim', ...(flags.includes('--port') ? [] : ['--port', '0']), ...flags],
                      {stdio: ['ignore', 'pipe', 'pipe']});
  const output = [];
  child.stderr.on('data', data => output.push(String(data)));
  const port = await new Promise((resolve, reject) => {
    const give_up = reason =>
        reject(new Error(`the gateway did not start: ${reason}\n${output.join('')}`));
    const timer = setTimeout(() => give_up(`nothing in ${START_MS} ms`), START_MS);
    child.once('error', error => give_up(error.message));
    child.once('close', (code, signal) => give_up(`exit ${code ?? signal}`));
    createInterface({input: child.stdout}).on('line', line => {
      output.push(line + '\n');
      const match = /listening on 127\.0\.0\.1:(\d+)/.exec(line);
      if (!match) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    });
  });
  return {port, stop: () => stop(child), kill: () => child.kill('SIGKILL')};
}

/** Asks the gateway to end and says how it did: 0 for an orderly end. */
function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve(child.exitCode ?? child.signalCode);
  return new Promise(resolve => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(code ?? signal);
    });
    child.kill('SIGTERM');
  });
}
