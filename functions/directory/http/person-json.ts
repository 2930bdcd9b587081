import type { Person } from "../domain/entities";

/** What `JSON.stringify` escapes (quotes, backslashes, control characters, halves of surrogate pairs), and a little more. */
const special = /["\\\p{Cc}\p{Cs}]/u;

/**
 * A person as `JSON.stringify` writes one, letter by letter. Pages are full of people, and their JSON was most of the
 * function's own work: a name with a special character is rare, and one look at all texts together lets
 * the rest be put down as it is.
 */
export function personJson(person: Person): string {
  const { id, firstName, lastName, jobTitle, email, department, location } = person;
  const { version, createdAt, updatedAt } = person;
  // With something between them: the halves of two texts must not pass for a whole.
  const texts = `${firstName} ${lastName} ${jobTitle} ${email} ${department.name} ${location.name} ${createdAt} ${updatedAt}`;
  if (special.test(texts)) return JSON.stringify(person);
  return (
    `{"id":${id},"firstName":"${firstName}","lastName":"${lastName}","jobTitle":"${jobTitle}","email":"${email}",` +
    `"department":{"id":${department.id},"name":"${department.name}"},` +
    `"location":{"id":${location.id},"name":"${location.name}"},` +
    `"version":${version},"createdAt":"${createdAt}","updatedAt":"${updatedAt}"}`
  );
}
