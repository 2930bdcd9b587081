import * as z from "zod";
import { setting, text, wholeNumber } from "./setting-doc";
import { natEgressModes } from "./settings";
import { domainSetting, networkSettings, operationSettings } from "./system-schema";

/** Names that break-in programs try first. */
const guessedNames = ["admin", "administrator", "root", "wordpress"];

/** The settings of the highly available web tier. */
export const haWebSchema = z.strictObject({
  ...networkSettings({
    tiers: { public: "load balancer, NAT", app: "instances", data: "database, cache, files" },
    egress: {
      modes: natEgressModes,
      meaning:
        "How the instances reach the world, from which they install: a NAT gateway in each zone, or one for all. When the zone of the only one fails, no instance can start anywhere.",
      cost: "a NAT gateway about 33 $ a month and 0.045 $ a GB",
    },
    ingress: "Who may reach the site's load balancer.",
  }),
  ...operationSettings({
    protectedThings: "the Aurora cluster and the load balancer, and Terraform the file system,",
  }),
  database: z.strictObject({
    // Amazon Aurora user guide, "Supported DB engines for DB instance classes": Aurora MySQL 3 has no db.m classes, and
    // the classes with local disks (r6gd, r6id) are Aurora PostgreSQL's.
    instanceClass: setting(
      text(
        /^db\.(?:t3\.(?:medium|large)|t4g\.(?:medium|large)|(?:r5|r[67][gi]|r8g|x2g)\.(?:(?:[1-9]\d?)?xlarge|large))$/,
      ),
      {
        meaning: "The size of the writer and of the reader.",
        allowed:
          "a class that Aurora MySQL has: db.t4g or db.t3 in medium or large, or one of the r5, r6g, r6i, r7g, r7i, r8g and x2g families, as db.r7g.large",
        cost: "db.t4g.medium about 53 $ a month and instance, db.r7g.large about 201 $; there are two",
      },
    ),
    backupRetentionDays: setting(wholeNumber(1, 35), {
      meaning: "How far back the database can be restored to any second. Aurora always makes backups.",
      unit: "days",
    }),
    finalSnapshot: setting(z.boolean(), { meaning: "A destroy keeps a last snapshot of the database." }),
    performanceInsights: setting(z.boolean(), {
      meaning: "Keeps seven days of what the database waited for, by statement.",
      cost: "nothing at this retention",
    }),
  }),
  cache: z.strictObject({
    nodeType: setting(
      text(
        /^cache\.(?:(?:t3|t4g)\.(?:micro|small|medium)|(?:[mr]5|[mr][67]g|c7gn)\.(?:large|[1-9]\d?xlarge|xlarge))$/,
      ),
      {
        meaning: "The size of a cache node.",
        allowed: "a type of the t3, t4g, m5, m6g, m7g, r5, r6g, r7g or c7gn families, as cache.t4g.micro",
        cost: "cache.t4g.micro about 12 $ a month and node",
      },
    ),
    // elasticache:CreateCacheCluster, NumCacheNodes
    nodeCount: setting(wholeNumber(1, 40), {
      meaning: "Nodes of the cache, spread over the zones. Each holds its own part of what is cached.",
      allowed: "a whole number from the number of zones to 40",
      unit: "nodes",
    }),
  }),
  instance: z.strictObject({
    type: setting(
      text(
        /^(?:(?:t3|t3a|t4g)\.(?:micro|small|medium|large|2?xlarge)|[mcr][5-9][a-z]*(?:-flex)?\.(?:medium|large|[1-9]\d?xlarge|xlarge))$/,
      ),
      {
        meaning: "The instances' type. A `g` behind the generation's number means ARM64, else it is x86-64.",
        allowed:
          "a type of the t3, t3a, t4g, m5 to m9, c5 to c9 or r5 to r9 families, as t4g.small; not nano, whose memory the installation exceeds",
        cost: "t4g.small about 12 $ a month and instance",
      },
    ),
    // autoscaling:RollbackInstanceRefresh: a template that names its image by an alias can't be rolled back.
    imageId: setting(text(/^ami-[0-9a-f]{8}(?:[0-9a-f]{9})?$/).nullable(), {
      meaning:
        "A pinned image of Amazon Linux 2023, or one made from it, for the type's architecture. With null each instance starts from the newest there is then, and AWS can't roll a failed instance refresh back: it stops, and the old instances go on serving.",
      allowed: "null, or an image's id, as ami-0123456789abcdef0",
    }),
    rootVolumeGib: setting(wholeNumber(8, 1024), {
      meaning: "Root volume of an instance. The site's files are not on it.",
      unit: "GiB",
      cost: "0.08 $ a GiB and month",
    }),
  }),
  scaling: z.strictObject({
    minCount: setting(wholeNumber(1, 1000), {
      meaning: "Fewest instances; one in each zone makes the site survive a zone without a gap.",
      unit: "instances",
    }),
    maxCount: setting(wholeNumber(1, 1000), { meaning: "Most instances.", unit: "instances" }),
    desiredCount: setting(wholeNumber(1, 1000), {
      meaning: "Instances at the first deployment; after that the autoscaling decides.",
      unit: "instances",
    }),
    cpuTargetPercent: setting(wholeNumber(10, 90), {
      meaning: "The mean CPU load that the autoscaling aims at.",
      unit: "%",
    }),
  }),
  domain: domainSetting({ example: "blog.example.com" }),
  site: z.strictObject({
    title: setting(text(/^(?!\s)[^\p{Cc}\p{Zl}\p{Zp}]{1,100}(?<!\s)$/u), {
      meaning: "The site's title when it is made. WordPress's own settings decide after that.",
      allowed: "1 to 100 characters, none of them a control character, no space at either end",
    }),
    // WordPress: sanitize_user() in strict mode; wp_users.user_login holds 60 characters.
    adminUser: setting(
      text(/^[A-Za-z0-9][\w.@-]{0,59}$/).refine(
        (name) => !guessedNames.includes(name.toLowerCase()),
        "choose a name that isn't guessed: that one is tried by every break-in program",
      ),
      {
        meaning:
          "The administrator that the first boot makes. Its password is random and kept nowhere: docs/ha-web.md says how to set one.",
        allowed: `1 to 60 letters, digits and _.@-, starting with a letter or digit, but not ${guessedNames.join(", ")}`,
      },
    ),
    adminEmail: setting(z.email().max(100), {
      meaning: "The administrator's address in WordPress. Give your own: the default is nobody's.",
      allowed: "an e-mail address of up to 100 characters",
    }),
    wordpressVersion: setting(text(/^[6-9]\.\d(?:\.[1-9]\d?)?$/), {
      meaning:
        "The release of WordPress that the instances run. Another one replaces them, and the first of the new ones upgrades the site's tables; WordPress knows no way back.",
      allowed:
        "an exact release of WordPress 6 or later, as 7.0.4 or 7.0; the first of a line has two numbers only",
    }),
  }),
});
