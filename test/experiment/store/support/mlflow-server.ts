import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Entry {
  key: string;
  value: string;
}

interface StoredRun {
  info: {
    run_id: string;
    status: string;
    artifact_uri: string;
    run_name: string;
    user_id?: string;
    end_time?: number;
  };
  experiment: string;
  deleted: boolean;
  data: {
    tags: Entry[];
    params: Entry[];
    metrics: { key: string; value: number; timestamp: number; step: number }[];
  };
}

interface Body extends Partial<StoredRun['data']> {
  name?: string;
  experiment_id?: string;
  experiment_ids?: string[];
  page_token?: string;
  run_id?: string;
  run_name?: string;
  user_id?: string;
  status?: string;
  end_time?: number;
}

/** What MLflow's tracking server does with the calls of REST API 2.0 that an export makes, with its limits. */
export class StandInMlflow {
  readonly experiments: string[] = [];
  readonly runs: StoredRun[] = [];
  readonly artifacts = new Map<string, string>();
  /** Header that every call has to have. */
  authorization: string | undefined;
  /** Number of the call to log-batch at which the connection breaks; 0 for none. */
  breakAt = 0;
  artifactRoot = 'mlflow-artifacts:/';
  readonly #server: Server;
  #logged = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      void readBody(request).then((body) => {
        const answer = this.#answer(request, body);
        if (answer === null) request.socket.destroy();
        else response.writeHead(answer.status).end(JSON.stringify(answer.body));
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get living(): StoredRun[] {
    return this.runs.filter(({ deleted }) => !deleted);
  }

  #answer(request: IncomingMessage, bytes: Buffer): { status: number; body: unknown } | null {
    const url = new URL(request.url!, 'http://localhost');
    if (request.headers.authorization !== this.authorization) return fault(401, 'UNAUTHENTICATED', 'not you');
    const artifact = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/(.*)$/.exec(url.pathname)?.[1];
    if (artifact !== undefined) {
      this.artifacts.set(decodeURIComponent(artifact), bytes.toString());
      return { status: 200, body: {} };
    }
    const name = url.pathname.replace('/api/2.0/mlflow/', `${request.method} `);
    const body = (bytes.length === 0 ? {} : JSON.parse(bytes.toString())) as Body;
    switch (name) {
      case 'GET experiments/get-by-name': {
        const id = this.experiments.indexOf(url.searchParams.get('experiment_name')!);
        if (id < 0) return fault(404, 'RESOURCE_DOES_NOT_EXIST', 'no such experiment');
        return {
          status: 200,
          body: { experiment: { experiment_id: String(id), lifecycle_stage: 'active' } },
        };
      }
      case 'POST experiments/create':
        return { status: 200, body: { experiment_id: String(this.experiments.push(body.name!) - 1) } };
      case 'POST runs/search':
        return { status: 200, body: this.#search(body) };
      case 'POST runs/create':
        return { status: 200, body: { run: this.#create(body) } };
      case 'POST runs/log-batch':
        return this.#log(body);
      case 'POST runs/update':
        Object.assign(this.#run(body).info, { status: body.status, end_time: body.end_time });
        return { status: 200, body: {} };
      case 'POST runs/delete':
        this.#run(body).deleted = true;
        return { status: 200, body: {} };
      default:
        return fault(404, 'ENDPOINT_NOT_FOUND', name);
    }
  }

  /** Two runs a page. */
  #search({ experiment_ids, page_token = '0' }: Body) {
    const at = Number(page_token);
    const found = this.living.filter(({ experiment }) => experiment_ids?.includes(experiment));
    return {
      runs: found.slice(at, at + 2),
      ...(at + 2 < found.length && { next_page_token: String(at + 2) }),
    };
  }

  #create({ experiment_id = '', run_name = '', user_id, tags = [] }: Body): StoredRun {
    const run_id = `r${this.runs.length}`;
    const run: StoredRun = {
      info: {
        run_id,
        run_name,
        ...(user_id !== undefined && { user_id }),
        status: 'RUNNING',
        artifact_uri: `${this.artifactRoot}0/${run_id}/artifacts`,
      },
      experiment: experiment_id,
      deleted: false,
      data: { tags, params: [], metrics: [] },
    };
    this.runs.push(run);
    return run;
  }

  #log(body: Body) {
    this.#logged += 1;
    if (this.#logged === this.breakAt) return null;
    const { params = [], metrics = [], tags = [] } = body;
    if (params.length > 100 || tags.length > 100 || metrics.length > 1000) {
      return fault(400, 'INVALID_PARAMETER_VALUE', 'too many in a batch');
    }
    const { data } = this.#run(body);
    data.params.push(...params);
    data.metrics.push(...metrics);
    return { status: 200, body: {} };
  }

  #run({ run_id }: Body): StoredRun {
    return this.runs.find(({ info }) => info.run_id === run_id)!;
  }
}

function fault(status: number, error_code: string, message: string) {
  return { status, body: { error_code, message } };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
