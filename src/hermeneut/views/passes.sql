-- Views of a study without measures of its own: what the passes wrote. Else seats.sql is read.

create view themes as select *, 'pass' as "by" from themes_machine;

create view positions as select *, 'pass' as "by" from positions_machine;

create view referents as select *, 'pass' as "by" from referents_machine;

create view sentiments as select *, 'pass' as "by" from sentiments_machine;

create view roles as select *, 'pass' as "by" from roles_machine;
