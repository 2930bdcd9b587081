import * as z from "zod";
import { distinct, setting, text, wholeNumber } from "./setting-doc";
import { architectures, databaseLogs, egressModes, logLevels } from "./settings";
import { cidrs, domainSetting, networkSettings, operationSettings } from "./system-schema";

/** The settings of the staff directory. */
export const directorySchema = z.strictObject({
  ...networkSettings({
    tiers: { public: "load balancer, NAT", app: "containers, functions", data: "database" },
    egress: {
      modes: egressModes,
      meaning:
        "How the app subnets reach the world: a NAT gateway in each zone, one for all zones, or not at all but for the AWS services they need.",
      cost: "a NAT gateway about 33 $ a month and 0.045 $ a GB; `endpoints` about 7 $ a month for each of four services and zone",
    },
    ingress: "Who may reach the page's load balancer, and call the API.",
  }),
  containerEgressCidrs: setting(cidrs(), {
    meaning:
      'What the containers may reach. Empty: only the AWS services they need, which takes `egress: "endpoints"`.',
    allowed: "a list of IPv4 ranges",
  }),
  ...operationSettings({ protectedThings: "the database, the load balancer and the user pool" }),
  forceDestroy: setting(z.boolean(), {
    meaning:
      "A destroy also takes what AWS would keep: images still in the repository, secrets in their recovery window, log files in buckets.",
  }),
  database: z.strictObject({
    instanceClass: setting(
      text(
        /^db\.(?:t3|t4g|[mr][5-9][a-z]*|x[1-9][a-z]*)\.(?:micro|small|medium|large|[1-9]\d?\d?xlarge|xlarge)$/,
      ),
      {
        meaning: "The database's size.",
        allowed: "a class of the t3, t4g, m5 to m9, r5 to r9 or x families, as db.t4g.micro",
        cost: "db.t4g.micro about 12 $ a month, db.m7g.large about 123 $; twice that with `multiAz`",
      },
    ),
    allocatedStorageGib: setting(wholeNumber(20, 65_536), {
      meaning: "Storage at the start. It can grow but never shrink.",
      unit: "GiB",
      cost: "0.115 $ a GiB and month, twice that with `multiAz`",
    }),
    maxAllocatedStorageGib: setting(wholeNumber(20, 65_536), {
      meaning: "How far storage grows by itself; the same as `allocatedStorageGib` keeps it as it is.",
      unit: "GiB",
    }),
    multiAz: setting(z.boolean(), {
      meaning: "A standby in another zone, which takes over by itself.",
      cost: "doubles the database's price",
    }),
    backupRetentionDays: setting(wholeNumber(0, 35), {
      meaning: "How far back the database can be restored to any second; 0 makes no backups.",
      unit: "days",
    }),
    finalSnapshot: setting(z.boolean(), { meaning: "A destroy keeps a last snapshot of the database." }),
    performanceInsights: setting(z.boolean(), {
      meaning: "Keeps seven days of what the database waited for, by statement.",
      cost: "nothing at this retention",
    }),
    logExports: setting(distinct(z.enum(databaseLogs)), {
      meaning:
        "Which of the database's logs go to CloudWatch. `general` holds every statement with its values.",
    }),
  }),
  image: setting(
    text(/^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64})$/).refine(
      (image) => image !== "latest",
      "name a version: tags in the repository are immutable, so `latest` could be pushed only once",
    ),
    {
      meaning: "Which image of the stack's own repository runs.",
      allowed:
        "a tag of up to 128 letters, digits and _.- but not `latest`, or a digest as sha256:<64 hex digits>",
    },
  ),
  container: z.strictObject({
    port: setting(wholeNumber(1, 65_535), { meaning: "The port that the container listens on." }),
    cpu: setting(wholeNumber(256, 16_384), {
      meaning: "CPU of a task, 1024 to a virtual CPU.",
      allowed: "256, 512, 1024, 2048, 4096, 8192 or 16384",
      unit: "CPU units",
      cost: "256 with 512 MiB about 7 $ a month and task on ARM64",
    }),
    memoryMib: setting(wholeNumber(512, 122_880), {
      meaning: "Memory of a task.",
      allowed: "a size that Fargate offers with this cpu, as 512, 1024 or 2048 with 256",
      unit: "MiB",
    }),
    architecture: setting(z.enum(architectures), {
      meaning: "What the image is built for.",
      cost: "ARM64 is a fifth cheaper",
    }),
    // Nothing that a shell or a query string could read otherwise: the container checks itself by a shell command.
    healthCheckPath: setting(text(/^\/[\w./~%+-]{0,1023}$/), {
      meaning: "Answers 200 when the container can serve.",
      allowed: "a slash, then up to 1023 letters, digits and ./_~%+-",
    }),
  }),
  service: z.strictObject({
    desiredCount: setting(wholeNumber(1, 1000), {
      meaning: "Tasks at the first deployment; after that the autoscaling decides.",
      unit: "tasks",
    }),
    minCount: setting(wholeNumber(1, 1000), {
      meaning: "Fewest tasks; one in each zone at least is wise.",
      unit: "tasks",
    }),
    maxCount: setting(wholeNumber(1, 1000), { meaning: "Most tasks.", unit: "tasks" }),
    cpuTargetPercent: setting(wholeNumber(10, 90), {
      meaning: "The mean CPU load that the autoscaling aims at.",
      unit: "%",
    }),
  }),
  domain: domainSetting({ example: "people.example.com" }),
  api: z.strictObject({
    stageName: setting(text(/^[A-Za-z0-9_-]{1,128}$/), {
      meaning: "The first part of the path in the API's address.",
      allowed: "1 to 128 letters, digits, hyphens and underscores",
    }),
    memoryMib: setting(wholeNumber(128, 10_240), {
      meaning: "The function's memory. CPU comes with it: 1769 MiB is one virtual CPU.",
      unit: "MiB",
      cost: "0.0000133 $ a GiB and second",
    }),
    timeoutSeconds: setting(wholeNumber(5, 28), {
      meaning: "How long the function may take: below the 29 s after which API Gateway gives up.",
      unit: "seconds",
    }),
    reservedConcurrency: setting(wholeNumber(0, 10_000).nullable(), {
      meaning:
        "Executions kept for the function, which are its upper bound too; 0 stops it. AWS refuses unless 100 remain for the account, so a young account needs null: it shares what there is.",
      unit: "executions",
    }),
    throttleRateLimit: setting(wholeNumber(1, 10_000), {
      meaning: "Requests beyond this are answered with 429.",
      unit: "requests a second",
    }),
    throttleBurstLimit: setting(wholeNumber(1, 5_000), {
      meaning: "Requests at one moment that are let through on top.",
      unit: "requests",
    }),
    corsOrigins: setting(distinct(z.string()), {
      meaning:
        "Sites whose pages may call the API. Empty: the directory's own page. Name that too when you name others.",
      allowed: "a list of exact origins, https://host[:port] (http only for localhost)",
    }),
    manageAccountLogging: setting(z.boolean(), {
      meaning:
        "Makes the role by which API Gateway writes logs. There is one in an account and region: only one environment may own it.",
    }),
    logLevel: setting(z.enum(logLevels), { meaning: "From which level on the functions log." }),
  }),
  cognito: z.strictObject({
    enabled: setting(z.boolean(), {
      meaning:
        "People must sign in, and their groups (viewer, editor, admin) say what they may do. Needs `domain`.",
      cost: "nothing below 10,000 users a month",
    }),
    domainPrefix: setting(
      text(/^(?!.*(?:aws|amazon|cognito))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/).optional(),
      {
        meaning: "Host name of the sign-in page, `<domainPrefix>.auth.<region>.amazoncognito.com`.",
        allowed:
          "1 to 63 lower-case letters, digits and hyphens, unique in the region, without the words aws, amazon and cognito",
        otherwise: "none; needed when `enabled`",
      },
    ),
    callbackUrls: setting(distinct(z.string()).max(99), {
      meaning: "Addresses that the sign-in may return to, beside the site's own.",
      allowed: "a list of https:// addresses without fragment (http only for localhost)",
    }),
  }),
  waf: z.strictObject({
    enabled: setting(z.boolean(), {
      meaning: "A web firewall before the load balancer and the API: AWS's common rules and a rate limit.",
      cost: "about 7 $ a month and 0.60 $ a million requests",
    }),
    rateLimit: setting(wholeNumber(10, 2_000_000_000), {
      meaning: "Requests of one address before it is blocked for a while.",
      unit: "requests in 5 minutes",
    }),
  }),
});
