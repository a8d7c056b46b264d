CREATE TABLE `owners` (
	`handle` text PRIMARY KEY NOT NULL,
	`actor` text,
	`proven` integer,
	`checked` integer NOT NULL,
	`why` text
);
--> statement-breakpoint
CREATE TABLE `notices` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`owner` text NOT NULL,
	`account` text NOT NULL,
	`remarks` text NOT NULL,
	`made` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notices_id_unique` ON `notices` (`id`);--> statement-breakpoint
CREATE TABLE `reports` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uri` text,
	`by` text,
	`remark` integer,
	`post` integer,
	`account` text,
	`text` text NOT NULL,
	`received` integer NOT NULL,
	`notified` integer,
	`closed` integer,
	FOREIGN KEY (`remark`) REFERENCES `remarks`(`key`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reports_uri_unique` ON `reports` (`uri`);--> statement-breakpoint
CREATE INDEX `reports_open` ON `reports` (`received`) WHERE closed is null;--> statement-breakpoint
CREATE TABLE `stamps` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`account` text NOT NULL,
	`post` integer,
	`target` text NOT NULL,
	`object` text NOT NULL,
	`author` text NOT NULL,
	`state` text NOT NULL,
	`made` integer NOT NULL,
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stamps_id_unique` ON `stamps` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `stamps_object_unique` ON `stamps` (`object`);--> statement-breakpoint
CREATE INDEX `stamps_author` ON `stamps` (`author`);--> statement-breakpoint
CREATE TABLE `adopted` (
	`post` integer PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`object` text,
	`checked` integer,
	`changed` integer,
	`due` integer NOT NULL,
	`why` text,
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `adopted_object` ON `adopted` (`object`);--> statement-breakpoint
CREATE INDEX `adopted_due` ON `adopted` (`due`);--> statement-breakpoint
CREATE TABLE `emoji` (
	`url` text PRIMARY KEY NOT NULL,
	`picture` text,
	`made` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `erasures` (
	`hash` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `people` ADD `moved_to` text;--> statement-breakpoint
ALTER TABLE `remarks` ADD `source` text;--> statement-breakpoint
ALTER TABLE `remarks` ADD `notified` integer;