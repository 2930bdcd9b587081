import type { Directory } from "../../domain/directory";
import type { Answer } from "../answer";
import type { ValidRequest } from "../api-request";
import type { OperationId } from "../routes";

/** What operations work with. */
export interface OperationContext {
  readonly directory: Directory;
  /** The version of the deployed code. */
  readonly version: string;
}

export type Operation<Id extends OperationId> = (
  request: ValidRequest<Id>,
  context: OperationContext,
) => Promise<Answer>;

/** Operations by their ids: leaving one out, or mistyping its request, doesn't compile. */
export type OperationsOf<Id extends OperationId> = { readonly [Each in Id]: Operation<Each> };
