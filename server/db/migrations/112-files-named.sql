-- Which files nothing names any more is asked every hour (files/collect.ts), and each removal asks these columns.
create index material_hash on material (hash);
create index letter_pdf on letter (pdf_hash) where pdf_hash is not null;
