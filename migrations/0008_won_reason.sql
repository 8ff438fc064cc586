-- Why a sale was won, and what else is to be said about how it ended.
alter table opportunity add column won_reason text;
alter table opportunity add column outcome_note text;
