/** Where the company is at home, by the size of the office. */
export const cities: readonly string[] = [
  "London",
  "New York",
  "München",
  "São Paulo",
  "Warszawa",
  "Zürich",
  "Paris",
  "東京",
  "Montréal",
  "Kraków",
  "上海",
  "Malmö",
  "Αθήνα",
  "القاهرة",
  "Reykjavík",
  "서울",
  "Córdoba",
  "København",
  "मुंबई",
  "Toronto",
];

/** A kind of work, as a department does it. */
export interface Field {
  readonly name: string;
  /** How large its departments are beside others'. */
  readonly weight: number;
  /** What people there are, but for their rank. */
  readonly jobs: readonly string[];
}

/** What the company does, in each large office anew. */
export const fields: readonly Field[] = [
  {
    name: "Engineering",
    weight: 20,
    jobs: ["Software Engineer", "Test Engineer", "Site Reliability Engineer"],
  },
  { name: "Sales", weight: 16, jobs: ["Account Manager", "Sales Engineer", "Sales Representative"] },
  {
    name: "Customer Support",
    weight: 14,
    jobs: ["Support Specialist", "Support Engineer", "Complaints Officer"],
  },
  { name: "Production", weight: 12, jobs: ["Machine Operator", "Production Planner", "Quality Inspector"] },
  { name: "Logistics", weight: 9, jobs: ["Warehouse Clerk", "Dispatcher", "Supply Chain Analyst"] },
  { name: "Marketing", weight: 6, jobs: ["Content Editor", "Campaign Manager", "Market Analyst"] },
  { name: "Finance", weight: 5, jobs: ["Accountant", "Controller", "Payroll Specialist"] },
  { name: "Human Resources", weight: 4, jobs: ["Recruiter", "HR Business Partner", "Training Coordinator"] },
  {
    name: "Research & Development",
    weight: 4,
    jobs: ["Research Scientist", "Laboratory Technician", "Patent Analyst"],
  },
  {
    name: "IT Services",
    weight: 4,
    jobs: ["Systems Administrator", "Network Engineer", "Service Desk Analyst"],
  },
  { name: "Product", weight: 3, jobs: ["Product Manager", "Interaction Designer", "User Researcher"] },
  { name: "Procurement", weight: 2, jobs: ["Buyer", "Category Manager", "Contract Specialist"] },
  { name: "Legal", weight: 2, jobs: ["Legal Counsel", "Compliance Officer", "Paralegal"] },
  { name: "Facilities", weight: 2, jobs: ["Facility Manager", "Receptionist", "Caretaker"] },
  { name: "Data & Analytics", weight: 2, jobs: ["Data Engineer", "Data Scientist", "Business Analyst"] },
  { name: "Corporate Communications", weight: 1, jobs: ["Press Officer", "Internal Editor", "Translator"] },
];

/** Ranks of a job, the commonest first. */
export const ranks: readonly string[] = ["", "Senior ", "Junior ", "Lead ", "Principal "];
