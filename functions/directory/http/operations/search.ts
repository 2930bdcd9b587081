import type { OperationsOf } from "./operation";

export const searchOperations: OperationsOf<"search"> = {
  search: async ({ query }, { directory }) => {
    const { complete, ...data } = await directory.search(query.q, query.limit);
    return { data, meta: { complete } };
  },
};
