import { describe, expect, it } from "vitest";
import { chooseLayers } from "../../plan/choose-layers";
import { type Layer, layersOfSystem, readLayers } from "../../plan/layers";
import { synthesized } from "../support/synthesized";

const named = (layers: readonly Layer[]) => layers.map(({ stack }) => stack);

describe("the layers of a synth", () => {
  const layers = readLayers(synthesized("full").outdir);

  it("come each after those that they read", () => {
    const order = named(layers);
    for (const { stack, dependencies } of layers) {
      for (const dependency of dependencies) {
        expect(order.indexOf(dependency), `${stack} reads ${dependency}`).toBeLessThan(order.indexOf(stack));
      }
    }
    expect(order.filter((stack) => stack.startsWith("directory-"))).toEqual([
      "directory-networking",
      "directory-data",
      "directory-compute",
      "directory-api",
    ]);
  });

  it("know their system, their name in it, and their region", () => {
    expect(layers.find(({ stack }) => stack === "directory-data")).toMatchObject({
      system: "directory",
      name: "data",
      region: "eu-central-1",
    });
    expect(layers.find(({ stack }) => stack === "bootstrap")).toMatchObject({
      system: "bootstrap",
      name: "bootstrap",
    });
  });

  it("can be had of one system, or all", () => {
    expect(named(chooseLayers(layers, "bootstrap"))).toEqual(["bootstrap"]);
    expect(chooseLayers(layers, "directory").every(({ system }) => system === "directory")).toBe(true);
    expect(named(chooseLayers(layers, "all"))).toEqual(named(layers));
  });
});

it("a system comes with the layers that it reads of another, directly or not", () => {
  const layer = (stack: string, system: string, dependencies: string[]) =>
    ({ stack, system, dependencies }) as unknown as Layer;
  const layers = [
    layer("shared-keys", "shared", []),
    layer("shared-network", "shared", ["shared-keys"]),
    layer("shared-dns", "shared", []),
    layer("web-compute", "web", ["shared-network"]),
  ];
  expect(named(layersOfSystem(layers, "web"))).toEqual(["shared-keys", "shared-network", "web-compute"]);
});
