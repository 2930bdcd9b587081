import { Contract, text, texts } from "../base/contract";

/** What `ha-web-networking` hands to the layers above. */
export const networkingContract = new Contract({
  vpc_id: text("Id of the web tier's VPC."),
  public_subnet_ids: texts("Ids of the public subnets, one a zone: load balancer."),
  app_subnet_ids: texts("Ids of the application subnets, one a zone: web instances."),
  data_subnet_ids: texts(
    "Ids of the data subnets, one a zone: database, cache and files; no route leads out of the VPC.",
  ),
  alb_security_group_id: text("Id of the load balancer's security group."),
  web_security_group_id: text("Id of the web instances' security group."),
  database_client_security_group_id: text("Id of the security group whose members may reach the database."),
  database_security_group_id: text("Id of the database's security group."),
  cache_client_security_group_id: text("Id of the security group whose members may reach the cache."),
  cache_security_group_id: text("Id of the cache's security group."),
  filesystem_client_security_group_id: text("Id of the security group whose members may mount the files."),
  filesystem_security_group_id: text("Id of the file system's security group."),
});

/** What `ha-web-data` hands to the layer above, complete only when the database answers and the files can be mounted. */
export const dataContract = new Contract({
  database_cluster_identifier: text("Identifier of the Aurora cluster."),
  database_endpoint: text("Host name of the database's writer."),
  database_reader_endpoint: text("Host name of the database's readers."),
  database_port: text("TCP port of the database."),
  database_name: text("Name of the site's schema in the database."),
  database_user: text("Name of the database's master user; the password is in the secret alone."),
  master_secret_arn: text(
    "ARN of the secret that RDS keeps the master user's password in; its value is in no state.",
  ),
  cache_cluster_id: text("Id of the memcached cluster."),
  cache_endpoint: text("Configuration endpoint of the cache, host and port: clients learn the nodes there."),
  file_system_id: text("Id of the EFS file system."),
  file_system_arn: text("ARN of the EFS file system."),
  access_point_id: text("Id of the file system's access point, the only way in."),
  access_point_arn: text("ARN of the file system's access point."),
  data_key_arn: text("ARN of the KMS key that encrypts the database, its secret and the files."),
});

/** What `ha-web-compute` tells whoever uses the site. */
export const computeContract = new Contract({
  site_url: text("Where the site is: https with a domain, plain http without one."),
  alb_dns_name: text("Host name that AWS gave the load balancer."),
  auto_scaling_group_name: text("Name of the Auto Scaling group of the web instances."),
});
