import * as z from "zod";
import { distinct, setting, text } from "./setting-doc";
import type { Egress } from "./settings";

// What every system's block of settings has alike. Functions, because each system words them for itself, and because a
// setting's documentation hangs on its very schema.

/** The values CloudWatch Logs takes (logs:PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const cidr = z.string();
const hostName = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** A list of IPv4 ranges; whether each is one is a rule of its own, which can say what to write instead. */
export const cidrs = () => distinct(cidr);

export interface NetworkWords<E extends Egress> {
  /** What lies in each tier of subnets. */
  readonly tiers: { readonly public: string; readonly app: string; readonly data: string };
  readonly egress: {
    readonly modes: readonly [E, ...E[]];
    readonly meaning: string;
    readonly cost: string;
  };
  /** Who is let in where. */
  readonly ingress: string;
}

/** The VPC: its range, zones, subnets, and the ways out and in. */
export function networkSettings<const E extends Egress>({ tiers, egress, ingress }: NetworkWords<E>) {
  return {
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
        meaning: `The subnets' ranges: public (${tiers.public}), app (${tiers.app}) and data (${tiers.data}).`,
        allowed:
          "an object with the lists public, app and data, each with one range a zone, in the zones' order",
        otherwise: "cut from `cidr`, which must then be a /23 or larger",
      },
    ),
    egress: setting(z.enum(egress.modes), { meaning: egress.meaning, cost: egress.cost }),
    ingressCidrs: setting(cidrs().min(1), {
      meaning: ingress,
      allowed: "a list of at least one IPv4 range",
    }),
  };
}

/** Logs, alarms, and what guards against deletion by mistake. */
export function operationSettings({ protectedThings }: { readonly protectedThings: string }) {
  return {
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
      meaning: `AWS refuses to delete ${protectedThings} until this is switched off and applied.`,
    }),
  };
}

/** The site's name and certificate. */
export function domainSetting({ example }: { readonly example: string }) {
  return setting(
    z
      .strictObject({
        name: setting(text(hostName), {
          meaning: "The site's host name.",
          allowed: `a full host name in lower case, as ${example}`,
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
  );
}
