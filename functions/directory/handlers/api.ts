import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { createApiFunction } from "../runtime/api-function";

/** One for the life of the container: connections and secret outlive the request. */
const api = createApiFunction();

/** What Lambda calls with each request of API Gateway's REST API. */
export function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return api.handle(event);
}
