import * as z from "zod";
import { distinct, setting, text, wholeNumber } from "./setting-doc";
import { architectures, databaseLogs, egressModes, logLevels } from "./settings";

/** The values CloudWatch Logs takes (logs:PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const cidr = z.string();
const hostName = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** The settings of the staff directory. */
export const directorySchema = z.strictObject({
  cidr: setting(cidr, {
    meaning: "The VPC's IPv4 range.",
    allowed: "a private IPv4 range from /16 to /28, written by its first address",
  }),
  azs: setting(distinct(z.string()).min(2).max(3).optional(), {
    meaning: "Availability zones. Some accounts lack a zone `a` or `b` in older regions: name others then.",
    allowed: "2 or 3 different zones of the region by their full names, as eu-west-1a",
    otherwise: "`<region>a`, `<region>b`",
  }),
  subnets: setting(
    z.strictObject({ public: z.array(cidr), app: z.array(cidr), data: z.array(cidr) }).optional(),
    {
      meaning:
        "The subnets' ranges: public (load balancer, NAT), app (containers, functions) and data (database).",
      allowed:
        "an object with the lists public, app and data, each with one range a zone, in the zones' order",
      otherwise: "cut from `cidr`, which must then be a /23 or larger",
    },
  ),
  egress: setting(z.enum(egressModes), {
    meaning:
      "How the app subnets reach the world: a NAT gateway in each zone, one for all zones, or not at all but for the AWS services they need.",
    cost: "a NAT gateway about 33 $ a month and 0.045 $ a GB; `endpoints` about 7 $ a month for each of four services and zone",
  }),
  ingressCidrs: setting(distinct(cidr).min(1), {
    meaning: "Who may reach the page's load balancer, and call the API.",
    allowed: "a list of at least one IPv4 range",
  }),
  containerEgressCidrs: setting(distinct(cidr), {
    meaning:
      'What the containers may reach. Empty: only the AWS services they need, which takes `egress: "endpoints"`.',
    allowed: "a list of IPv4 ranges",
  }),
  logRetentionDays: setting(
    z
      .int()
      .refine((days) => retentionDays.includes(days), "these are the only periods CloudWatch Logs knows"),
    {
      meaning: "How long logs are kept.",
      unit: "days",
      allowed: `one of ${retentionDays.join(", ")}`,
      cost: "0.03 $ a GB and month",
    },
  ),
  alarmActions: setting(distinct(text(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/)), {
    meaning: "SNS topics that are told when an alarm starts and when it ends.",
    allowed: "a list of SNS topic ARNs of the region",
  }),
  deletionProtection: setting(z.boolean(), {
    meaning:
      "AWS refuses to delete the database, the load balancer and the user pool until this is switched off and applied.",
  }),
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
  domain: setting(
    z
      .strictObject({
        name: setting(text(hostName), {
          meaning: "The site's host name.",
          allowed: "a full host name in lower case, as people.example.com",
        }),
        certificateArn: setting(
          text(/^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/).optional(),
          {
            meaning: "A certificate for that name in the same region.",
            allowed: "the ARN of an ACM certificate",
            otherwise: "one is made and validated in the zone",
          },
        ),
        zoneId: setting(text(/^Z[A-Z0-9]{1,31}$/).optional(), {
          meaning: "The Route 53 zone that gets the name.",
          allowed: "a hosted zone's id, as Z0123456789ABCDEFGHIJ",
          otherwise: "no record is made: point the name to the load balancer yourself",
        }),
      })
      .nullable(),
    {
      meaning: "The site's name. With it the site speaks HTTPS and redirects HTTP; without it, plain HTTP.",
      allowed: "null, or an object with name and certificateArn or zoneId",
      cost: "a zone 0.50 $ a month; certificates nothing",
    },
  ),
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
