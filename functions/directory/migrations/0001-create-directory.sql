-- The directory's tables (D17). Runs alike on MySQL 8 and MariaDB 10.11.
--
-- Collation: utf8mb4_unicode_520_ci is the newest that both servers have. It ignores case and accents, so that
-- "Zürich" is found as "zurich" and an e-mail address is unique whatever its case; and unlike unicode_ci it tells
-- emoji apart. Times are UTC: the server and every session run in UTC.
--
-- Every index that serves a sorted page ends in the id, the tiebreak that makes a cursor exact.

CREATE TABLE location (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(100) NOT NULL,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  PRIMARY KEY (id),
  UNIQUE KEY location_name (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

CREATE TABLE department (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(100) NOT NULL,
  location_id INT UNSIGNED NOT NULL,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  PRIMARY KEY (id),
  UNIQUE KEY department_name (name),
  KEY department_by_location (location_id, name, id),
  CONSTRAINT department_location FOREIGN KEY (location_id) REFERENCES location (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

CREATE TABLE personnel (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  first_name VARCHAR(100) NOT NULL,
  last_name VARCHAR(100) NOT NULL,
  job_title VARCHAR(150) NOT NULL,
  email VARCHAR(254) NOT NULL,
  department_id INT UNSIGNED NOT NULL,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  PRIMARY KEY (id),
  UNIQUE KEY personnel_email (email),
  -- Sorts of everybody; prefix search on the same columns.
  KEY personnel_by_last_name (last_name, first_name, id),
  KEY personnel_by_first_name (first_name, last_name, id),
  KEY personnel_by_job_title (job_title, id),
  -- The same sorts within one department.
  KEY personnel_by_department_last_name (department_id, last_name, first_name, id),
  KEY personnel_by_department_first_name (department_id, first_name, last_name, id),
  KEY personnel_by_department_job_title (department_id, job_title, id),
  KEY personnel_by_department_email (department_id, email, id),
  CONSTRAINT personnel_department FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
