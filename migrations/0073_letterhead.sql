-- Who writes an invoice: name, address, tax number, bank account, as an owner writes it. An issued one keeps what it said.
alter table organization add column letterhead text check (octet_length(letterhead) <= 8000);
alter table invoice add column seller text;
