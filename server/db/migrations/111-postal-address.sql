-- Who does not agree to electronic service names an address for letters (domain H8); a record of service says where the letter was taken.
alter table letter add column postal_address text;
alter table letter_service add column address text;
