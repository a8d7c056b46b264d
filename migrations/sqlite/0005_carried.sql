ALTER TABLE `activities` ADD `carries` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `carried` integer;--> statement-breakpoint
UPDATE `deliveries` SET `carried` = 0 WHERE `attempts` > 0 OR `lease` IS NOT NULL;