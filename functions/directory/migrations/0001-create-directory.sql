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
  -- What the foreign key of personnel refers to.
  UNIQUE KEY department_place (id, location_id),
  KEY department_by_location (location_id, name, id),
  CONSTRAINT department_location FOREIGN KEY (location_id) REFERENCES location (id) ON DELETE RESTRICT ON UPDATE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

-- A person's location is their department's. It is repeated here so that a list filtered by location walks one
-- index in any order; it can't drift, because the foreign key is the pair and follows the department's moves.
CREATE TABLE personnel (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  first_name VARCHAR(100) NOT NULL,
  last_name VARCHAR(100) NOT NULL,
  job_title VARCHAR(100) NOT NULL,
  email VARCHAR(254) NOT NULL,
  department_id INT UNSIGNED NOT NULL,
  location_id INT UNSIGNED NOT NULL,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  PRIMARY KEY (id),
  UNIQUE KEY personnel_email (email),
  -- Sorts of everybody.
  KEY personnel_by_last_name (last_name, first_name, id),
  KEY personnel_by_first_name (first_name, last_name, id),
  KEY personnel_by_job_title (job_title, id),
  -- The same sorts within one department.
  KEY personnel_by_department_last_name (department_id, last_name, first_name, id),
  KEY personnel_by_department_first_name (department_id, first_name, last_name, id),
  KEY personnel_by_department_job_title (department_id, job_title, id),
  KEY personnel_by_department_email (department_id, email, id),
  -- The same sorts within one location.
  KEY personnel_by_location_last_name (location_id, last_name, first_name, id),
  KEY personnel_by_location_first_name (location_id, first_name, last_name, id),
  KEY personnel_by_location_job_title (location_id, job_title, id),
  KEY personnel_by_location_email (location_id, email, id),
  KEY personnel_place (department_id, location_id),
  CONSTRAINT personnel_department FOREIGN KEY (department_id, location_id) REFERENCES department (id, location_id)
    ON DELETE RESTRICT ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

-- How many people a department has: the sum over its slots. Counting them instead reads an index of everybody.
-- The slots (a writer picks one of eight at random) keep writers to one department from queueing on one row; one
-- slot may go below zero, so `people` is signed.
CREATE TABLE department_headcount (
  department_id INT UNSIGNED NOT NULL,
  slot TINYINT UNSIGNED NOT NULL,
  people INT NOT NULL,
  PRIMARY KEY (department_id, slot),
  CONSTRAINT department_headcount_department FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

-- The search index: a row for each word, so that "begins with" is a range of the primary key and its order the rank
-- (field 0: names, 1: e-mail address, 2: job title). The servers' own FULLTEXT won't do: its stop words swallow
-- names ("Will"), it skips short ones, and it sorts all matches of a common word to answer with twenty.
CREATE TABLE personnel_word (
  field TINYINT UNSIGNED NOT NULL,
  word VARCHAR(64) NOT NULL,
  personnel_id INT UNSIGNED NOT NULL,
  PRIMARY KEY (field, word, personnel_id),
  -- For the test of a candidate's other words, and for the foreign key.
  KEY personnel_word_person (personnel_id, word),
  CONSTRAINT personnel_word_person FOREIGN KEY (personnel_id) REFERENCES personnel (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

CREATE TABLE department_word (
  word VARCHAR(64) NOT NULL,
  department_id INT UNSIGNED NOT NULL,
  PRIMARY KEY (word, department_id),
  KEY department_word_department (department_id, word),
  CONSTRAINT department_word_department FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

CREATE TABLE location_word (
  word VARCHAR(64) NOT NULL,
  location_id INT UNSIGNED NOT NULL,
  PRIMARY KEY (word, location_id),
  KEY location_word_location (location_id, word),
  CONSTRAINT location_word_location FOREIGN KEY (location_id) REFERENCES location (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
