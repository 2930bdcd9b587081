import type { APIGatewayProxyEvent } from "aws-lambda";
import { ApiError } from "./api-error";
import { type Role, type Route, roles } from "./routes";

/** Who calls, as the Cognito authorizer tells. */
export interface Identity {
  /** The user's id in the pool: no name, no address. */
  readonly subject: string;
  readonly groups: readonly string[];
}

/** The caller's identity; nothing without an authorizer. */
export function identityOf(event: Pick<APIGatewayProxyEvent, "requestContext">): Identity | undefined {
  const claims: unknown = event.requestContext?.authorizer?.claims;
  if (typeof claims !== "object" || claims === null) return undefined;
  const { sub, "cognito:groups": groups } = claims as Record<string, unknown>;
  if (typeof sub !== "string" || sub === "") return undefined;
  return { subject: sub, groups: groupNames(groups) };
}

/** API Gateway hands a list over as text: "viewer,editor", in some versions "[viewer, editor]". */
function groupNames(groups: unknown): string[] {
  const text = Array.isArray(groups) ? groups.join(",") : typeof groups === "string" ? groups : "";
  return text.split(/[\s,[\]]+/).filter(Boolean);
}

/**
 * Lets a caller pass who has the route's role or a higher one.
 * @throws ApiError 401 without an identity, 403 without the role
 */
export function requireRole(needed: Route["role"], identity: Identity | undefined): void {
  if (needed === "none") return;
  if (identity === undefined) throw new ApiError(401, "not_signed_in", "sign in first");
  const rank = Math.max(...identity.groups.map((group) => roles.indexOf(group as Role)), -1);
  if (rank >= roles.indexOf(needed)) return;
  throw new ApiError(403, "not_allowed", `this needs the role ${needed}: ask an administrator for it`);
}
