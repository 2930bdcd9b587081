import type { Construct } from "constructs";
import type { Settings } from "../../config/settings";
import { StateBucket } from "../../modules/state-bucket";
import { LayerStack } from "../base/layer-stack";
import { bootstrapContract } from "./contract";

/**
 * The bucket that holds the states of all other stacks, of every environment. Deployed first, with local state
 * (docs/state.md).
 */
export class Bootstrap extends LayerStack {
  constructor(scope: Construct, settings: Settings) {
    const { backend } = settings;
    super(scope, {
      system: "bootstrap",
      layer: "bootstrap",
      settings,
      shared: true,
      // The states may lie in another region than what they are of.
      ...(backend.type === "s3" ? { region: backend.region } : {}),
    });
    const states = new StateBucket(this, "state", {
      ...(backend.bucket === undefined ? {} : { name: backend.bucket }),
      namePrefix: "strata-state-",
    });
    bootstrapContract.publish(this, { state_bucket: states.name, state_bucket_arn: states.arn });
  }
}
