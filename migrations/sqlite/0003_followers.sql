CREATE TABLE `hosts` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`failing_since` integer,
	`paused_until` integer,
	`signature` text DEFAULT 'draft-cavage' NOT NULL,
	`delivered` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `hosts_name_unique` ON `hosts` (`name`);--> statement-breakpoint
CREATE TABLE `inboxes` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uri` text NOT NULL,
	`host` integer NOT NULL,
	FOREIGN KEY (`host`) REFERENCES `hosts`(`key`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inboxes_uri_unique` ON `inboxes` (`uri`);--> statement-breakpoint
CREATE INDEX `inboxes_host` ON `inboxes` (`host`);--> statement-breakpoint
CREATE TABLE `people` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uri` text NOT NULL,
	`host` integer NOT NULL,
	`user` text NOT NULL,
	`name` text NOT NULL,
	`inbox` integer NOT NULL,
	`shared_inbox` integer,
	`fetched` integer NOT NULL,
	FOREIGN KEY (`host`) REFERENCES `hosts`(`key`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`inbox`) REFERENCES `inboxes`(`key`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`shared_inbox`) REFERENCES `inboxes`(`key`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_uri_unique` ON `people` (`uri`);--> statement-breakpoint
CREATE INDEX `people_host` ON `people` (`host`);--> statement-breakpoint
CREATE TABLE `followers` (
	`account` text NOT NULL,
	`person` integer NOT NULL,
	`state` text NOT NULL,
	`follow` text NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`account`, `person`),
	FOREIGN KEY (`person`) REFERENCES `people`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `followers_person` ON `followers` (`person`);--> statement-breakpoint
CREATE TABLE `activities` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uri` text NOT NULL,
	`account` text NOT NULL,
	`type` text NOT NULL,
	`subject` text NOT NULL,
	`json` text,
	`digest` text NOT NULL,
	`audience` text NOT NULL,
	`cursor` integer,
	`signer` integer,
	`created` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `activities_uri_unique` ON `activities` (`uri`);--> statement-breakpoint
CREATE INDEX `activities_subject` ON `activities` (`subject`);--> statement-breakpoint
CREATE INDEX `activities_unexpanded` ON `activities` (`cursor`) WHERE cursor is not null;--> statement-breakpoint
CREATE TABLE `deliveries` (
	`activity` integer NOT NULL,
	`inbox` integer NOT NULL,
	`host` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due` integer,
	`lease` integer,
	`outcome` text,
	`finished` integer,
	`status` integer,
	`error` text,
	PRIMARY KEY(`activity`, `inbox`),
	FOREIGN KEY (`activity`) REFERENCES `activities`(`key`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`inbox`) REFERENCES `inboxes`(`key`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`due`) WHERE due is not null;--> statement-breakpoint
CREATE INDEX `deliveries_waiting_inbox` ON `deliveries` (`inbox`,`activity`) WHERE due is not null;--> statement-breakpoint
CREATE INDEX `deliveries_waiting_host` ON `deliveries` (`host`) WHERE due is not null;--> statement-breakpoint
CREATE INDEX `deliveries_finished` ON `deliveries` (`finished`) WHERE finished is not null;--> statement-breakpoint
CREATE TABLE `announcements` (
	`object` text PRIMARY KEY NOT NULL,
	`account` text,
	`state` text NOT NULL,
	`digest` text,
	`revision` integer NOT NULL,
	`published` integer,
	`updated` integer
);
--> statement-breakpoint
CREATE TABLE `received` (
	`digest` text PRIMARY KEY NOT NULL,
	`expires` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `received_expires` ON `received` (`expires`);--> statement-breakpoint
CREATE TABLE `blocks` (
	`name` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`since` integer NOT NULL
);
