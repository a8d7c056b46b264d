CREATE TABLE `remarks` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uri` text NOT NULL,
	`person` integer,
	`account` text,
	`kind` text NOT NULL,
	`post` integer,
	`parent` text,
	`state` text NOT NULL,
	`visibility` text NOT NULL,
	`url` text,
	`title` text,
	`warning` text,
	`html` text,
	`language` text,
	`extras` text,
	`published` integer NOT NULL,
	`updated` integer,
	`received` integer NOT NULL,
	`due` integer,
	`missed` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`person`) REFERENCES `people`(`key`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `remarks_uri_unique` ON `remarks` (`uri`);--> statement-breakpoint
CREATE INDEX `remarks_post` ON `remarks` (`post`,`state`,`published`);--> statement-breakpoint
CREATE INDEX `remarks_parent` ON `remarks` (`parent`);--> statement-breakpoint
CREATE INDEX `remarks_person` ON `remarks` (`person`);--> statement-breakpoint
CREATE INDEX `remarks_state` ON `remarks` (`state`,`received`);--> statement-breakpoint
CREATE INDEX `remarks_due` ON `remarks` (`due`) WHERE due is not null;--> statement-breakpoint
CREATE TABLE `reactions` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uri` text NOT NULL,
	`kind` text NOT NULL,
	`person` integer,
	`post` integer,
	`slot` text NOT NULL,
	`picture` text,
	`state` text NOT NULL,
	`received` integer NOT NULL,
	FOREIGN KEY (`person`) REFERENCES `people`(`key`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reactions_uri_unique` ON `reactions` (`uri`);--> statement-breakpoint
CREATE UNIQUE INDEX `reactions_once` ON `reactions` (`post`,`kind`,`person`,`slot`);--> statement-breakpoint
CREATE INDEX `reactions_person` ON `reactions` (`person`);--> statement-breakpoint
CREATE TABLE `decisions` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`remark` integer NOT NULL,
	`state` text NOT NULL,
	`by` text NOT NULL,
	`why` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`remark`) REFERENCES `remarks`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `decisions_remark` ON `decisions` (`remark`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`details` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due` integer NOT NULL,
	`lease` integer,
	`made` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_once` ON `jobs` (`kind`,`subject`);--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`due`);--> statement-breakpoint
ALTER TABLE `people` ADD `url` text;--> statement-breakpoint
ALTER TABLE `people` ADD `avatar` text;--> statement-breakpoint
ALTER TABLE `people` ADD `portrait` text;--> statement-breakpoint
ALTER TABLE `people` ADD `portrait_made` integer;--> statement-breakpoint
ALTER TABLE `people` ADD `is_discoverable` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `people` ADD `is_indexable` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `blocks` ADD `why` text;