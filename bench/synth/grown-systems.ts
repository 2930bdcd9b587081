import type { App } from "cdktf";
import type { Settings } from "../../config/settings";
import { Contract, type Outputs, text } from "../../stacks/base/contract";
import { LayerStack } from "../../stacks/base/layer-stack";
import { GrownService, resourcesOfService } from "./grown-service";

export interface Growth {
  /** How many of the provider's resources there are in all. */
  readonly resources: number;
  /** Over how many stacks they are spread as evenly as can be. */
  readonly stacks: number;
}

/** As many as our own systems have at most, with a fifth: more systems, not ever more layers, make a large repository. */
const layersOfSystem = 5;

const layerContract = new Contract({ key_arn: text("ARN of the layer's first key.") });
type LayerOutputs = Outputs<typeof layerContract>;

/** Systems of the size that is asked for, on the same stacks, contracts and resources that real ones are made of. */
export function growSystems(app: App, settings: Settings, growth: Growth): void {
  requireRoom(growth);
  let system: LayerStack[] = [];
  for (const [index, count] of sharesOf(growth).entries()) {
    const position = index % layersOfSystem;
    if (position === 0) system = [];
    const layer = new LayerStack(app, {
      system: `growth-${Math.floor(index / layersOfSystem) + 1}`,
      layer: `layer-${position + 1}`,
      settings,
    });
    fillLayer(layer, count, system);
    system.push(layer);
  }
}

/** Each layer reads of all below it, as ours do. */
function fillLayer(layer: LayerStack, count: number, below: readonly LayerStack[]): void {
  const upstream: LayerOutputs[] = below.map((producer) => layerContract.read(layer, producer));
  const keyArns = upstream.map((outputs) => outputs.key_arn);
  const services: GrownService[] = [];
  for (let left = count; left > 0; left -= resourcesOfService) {
    services.push(
      new GrownService(layer, `service-${services.length + 1}`, {
        resources: Math.min(left, resourcesOfService),
        readableKeyArns: keyArns,
      }),
    );
  }
  const [first] = services;
  if (first) layerContract.publish(layer, { key_arn: first.keyArn });
}

function sharesOf({ resources, stacks }: Growth): number[] {
  return Array.from(
    { length: stacks },
    (_, index) => Math.floor(resources / stacks) + (index < resources % stacks ? 1 : 0),
  );
}

function requireRoom({ resources, stacks }: Growth): void {
  const areWhole = Number.isInteger(resources) && Number.isInteger(stacks);
  if (areWhole && stacks > 0 && resources >= stacks) return;
  throw new Error(
    `a growth is so many resources in so many stacks, one in each at least; given ${resources} in ${stacks}`,
  );
}
