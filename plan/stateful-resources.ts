/**
 * What is gone for good with a resource of a type that holds something, however quickly Terraform makes a new one.
 * Caches are not among them: they hold nothing that can't be had again.
 */
const contents: Readonly<Record<string, string>> = {
  aws_backup_vault: "the backups in it",
  aws_cloudwatch_log_group: "the logs in it",
  aws_cognito_user_pool: "every user and password",
  aws_db_instance: "the database's data",
  aws_dynamodb_table: "the items in it",
  aws_ebs_volume: "the data on it",
  aws_ecr_repository: "the images in it",
  aws_efs_file_system: "the files on it",
  aws_kms_key: "whatever it has encrypted",
  aws_rds_cluster: "the database's data",
  aws_s3_bucket: "the objects in it",
  aws_secretsmanager_secret: "the secret's value",
};

/** What is lost with a resource of this type, or undefined when it holds nothing of its own. */
export function lostWith(type: string): string | undefined {
  return contents[type];
}
