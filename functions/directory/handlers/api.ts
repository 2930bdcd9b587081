import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { createApiFunction } from "../runtime/api-function";

/** One for the life of the container: connections and secret outlive the request. */
const api = createApiFunction();

/** What Lambda calls with each request of API Gateway's REST API. */
export function handler(
  event: APIGatewayProxyEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<APIGatewayProxyResult> {
  return api.handle(event, context.getRemainingTimeInMillis());
}
