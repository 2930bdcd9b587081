import {
  DataTerraformRemoteStateLocal,
  DataTerraformRemoteStateS3,
  LocalBackend,
  S3Backend,
  type S3BackendConfig,
  type TerraformRemoteState,
  type TerraformStack,
} from "cdktf";
import type { BackendSettings } from "../../config/settings";

/** Where the states of one environment lie: the one place that knows the backend. */
export class StateBackend {
  constructor(
    private readonly backend: BackendSettings,
    private readonly environment: string,
  ) {}

  /** Configures the state of a stack. */
  attach(stack: TerraformStack): void {
    if (this.backend.type === "local") {
      new LocalBackend(stack, { path: this.localPath(stack.node.id) });
      return;
    }
    // cdktf 0.21 has no type for S3's native lock file (Terraform 1.11), but passes on what it is given.
    const config: S3BackendConfig & { useLockfile: boolean } = {
      ...this.remoteObject(this.backend, stack.node.id),
      encrypt: true,
      useLockfile: true,
      ...(this.backend.kmsKeyId ? { kmsKeyId: this.backend.kmsKeyId } : {}),
    };
    new S3Backend(stack, config);
  }

  /** Reads the state of another stack. The caller adds the stack dependency. */
  reader(consumer: TerraformStack, producer: TerraformStack): TerraformRemoteState {
    const id = producer.node.id;
    return this.backend.type === "local"
      ? new DataTerraformRemoteStateLocal(consumer, id, { path: this.localPath(id) })
      : new DataTerraformRemoteStateS3(consumer, id, this.remoteObject(this.backend, id));
  }

  /**
   * Relative to the folder Terraform runs in, `cdktf.out/stacks/<stack>`: the synthesized JSON is the same wherever
   * the checkout lies. The environment is part of the path so that `prod` never plans against `dev`'s state.
   */
  private localPath(stackId: string): string {
    return `../../../state/${this.environment}/${stackId}.tfstate`;
  }

  private remoteObject(backend: Extract<BackendSettings, { type: "s3" }>, stackId: string) {
    return {
      bucket: backend.bucket,
      key: `${backend.keyPrefix}/${this.environment}/${stackId}.tfstate`,
      region: backend.region,
    };
  }
}
