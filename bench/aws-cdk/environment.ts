/** Where everything goes. The account is made up: nothing is looked up, nothing is deployed. */
export const target = { account: "123456789012", region: "eu-west-1" } as const;

/** The zones of both systems, named so that no lookup is needed. */
export const zones = ["eu-west-1a", "eu-west-1b"] as const;

/** Part of every name. */
export const environment = "dev";
