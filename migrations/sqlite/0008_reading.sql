CREATE TABLE `searchable` (
	`post` integer PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`language` text NOT NULL,
	`title` text NOT NULL,
	`tags` text NOT NULL,
	`authors` text NOT NULL,
	`text` text NOT NULL,
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`topic` text NOT NULL,
	`callback` text NOT NULL,
	`host` text NOT NULL,
	`secret` text,
	`made` integer NOT NULL,
	`expires` integer NOT NULL,
	`digest` text NOT NULL,
	`pushed` integer,
	`failing_since` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_callback` ON `subscriptions` (`callback`,`topic`);--> statement-breakpoint
CREATE INDEX `subscriptions_topic` ON `subscriptions` (`topic`);--> statement-breakpoint
CREATE INDEX `subscriptions_host` ON `subscriptions` (`host`);--> statement-breakpoint
CREATE INDEX `subscriptions_expires` ON `subscriptions` (`expires`);--> statement-breakpoint
ALTER TABLE `media` ADD `tint` text;