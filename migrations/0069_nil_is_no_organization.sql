-- The log of the installation's operator stands under the nil id: whoever were an organization of that id would own it.
alter table organization add check (id <> '00000000-0000-0000-0000-000000000000');
