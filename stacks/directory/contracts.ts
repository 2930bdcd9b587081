import { Contract, optional, text, texts } from "../base/contract";

/** What `directory-networking` hands to the layers above. */
export const networkingContract = new Contract({
  vpc_id: text("Id of the directory's VPC."),
  public_subnet_ids: texts("Ids of the public subnets, one a zone: load balancers."),
  app_subnet_ids: texts("Ids of the app subnets, one a zone: containers and functions."),
  data_subnet_ids: texts("Ids of the data subnets, one a zone: databases; no route leads out of the VPC."),
  lambda_security_group_id: text("Id of the functions' security group."),
  containers_security_group_id: text("Id of the containers' security group."),
  alb_security_group_id: text("Id of the load balancer's security group."),
  endpoint_security_group_id: text("Id of the interface endpoints' security group."),
  database_security_group_id: text("Id of the database's security group."),
});

/** What `directory-data` hands to the layers above. */
export const dataContract = new Contract({
  database_identifier: text("Identifier of the RDS instance."),
  database_arn: text("ARN of the RDS instance."),
  database_resource_id: text("What AWS tells this RDS instance by, even from a later one of the same name."),
  database_address: text("Host name of the database."),
  database_port: text("TCP port of the database."),
  database_name: text("Name of the directory's schema in the database."),
  master_secret_arn: text(
    "ARN of the secret that RDS keeps the master user's password in; its value is in no state.",
  ),
  api_secret_arn: text(
    "ARN of the secret with the API's database user; the migration function writes its value.",
  ),
  data_key_arn: text("ARN of the KMS key that encrypts the database and both secrets."),
});

/** What `directory-compute` hands to the layers above. */
export const computeContract = new Contract({
  repository_url: text("URL of the ECR repository that the page's image is pushed to."),
  cluster_name: text("Name of the ECS cluster."),
  service_name: text("Name of the ECS service that serves the page."),
  alb_arn: text("ARN of the load balancer."),
  alb_dns_name: text("Host name that AWS gave the load balancer."),
  alb_metric_name: text("The load balancer's name in CloudWatch metrics (its ARN suffix)."),
  target_group_metric_name: text("The target group's name in CloudWatch metrics (its ARN suffix)."),
  listener_arn: text("ARN of the listener that serves the page."),
  site_url: text("Where the page is: https with a domain, plain http without one."),
  web_acl_arn: optional("ARN of the WAF web ACL, when WAF is on."),
});

/** What `directory-api` tells whoever uses the API. */
export const apiContract = new Contract({
  api_url: text("Base URL of the REST API."),
  api_id: text("Id of the REST API."),
  function_name: text("Name of the Lambda function behind the API."),
  migration_function_name: text("Name of the Lambda function that migrates the database."),
  user_pool_id: optional("Id of the Cognito user pool, when sign-in is on."),
  user_pool_client_id: optional("Id of the page's app client in the user pool, when sign-in is on."),
  sign_in_url: optional("Address of the hosted sign-in pages, when sign-in is on."),
});
