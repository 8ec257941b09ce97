import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { DataWaldError } from '../core/errors.js';
import { deploymentName } from '../core/ids.js';

/** One build of the workers, as Temporal knows it. */
export interface Build {
  readonly buildId: string;
  /** `current`: new work goes to it. `draining`: transfers that began on it still run. `drained`: its workers may be stopped. */
  readonly state: 'current' | 'draining' | 'drained' | 'waiting';
}

/** gRPC codes, https://grpc.io/docs/guides/status-codes/ */
const notFound = 5;
const failedPrecondition = 9;

/** As the server numbers them: VersionDrainageStatus of its API. */
const drainage = { draining: 1, drained: 2 } as const;

/** The builds of workers that serve a namespace, where workers are started with `--build-id`. */
export class Builds {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Newest first; none where no worker names its build. */
  async list(): Promise<readonly Build[]> {
    const { namespace } = this.#client.options;
    try {
      const { workerDeploymentInfo } = await this.#client.workflowService.describeWorkerDeployment({ namespace, deploymentName });
      const current = workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
      return (workerDeploymentInfo?.versionSummaries ?? []).map(({ deploymentVersion, drainageStatus }) => {
        const buildId = deploymentVersion?.buildId ?? '';
        return { buildId, state: buildId === current ? 'current' : stateOf(drainageStatus) };
      });
    } catch (error) {
      if (!isGrpcServiceError(error)) throw error;
      const code: number = error.code;
      if (code === notFound) return [];
      throw error;
    }
  }

  /**
   * From now on, new work goes to this build: tasks with their next step, transfers with their next start. Transfers that
   * run stay with the build that they began on. Throws `NotFound` for a build that no worker serves, `WrongState` for one
   * whose workers do not serve every queue that the others do.
   */
  async promote(buildId: string): Promise<void> {
    const { namespace, identity } = this.#client.options;
    try {
      await this.#client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId, identity });
    } catch (cause) {
      if (!isGrpcServiceError(cause)) throw cause;
      const code: number = cause.code;
      if (code === notFound) {
        throw new DataWaldError(
          'NotFound',
          `No worker of build "${buildId}" has asked for work. Start one: datawald worker --build-id ${buildId}`,
          {
            cause,
          },
        );
      }
      if (code === failedPrecondition) {
        throw new DataWaldError(
          'WrongState',
          `Build "${buildId}" cannot take over: ${cause.details}. Start workers of it for every endpoint.`,
          {
            cause,
          },
        );
      }
      throw cause;
    }
  }
}

function stateOf(status: number | null | undefined): Build['state'] {
  if (status === drainage.draining) return 'draining';
  return status === drainage.drained ? 'drained' : 'waiting';
}
