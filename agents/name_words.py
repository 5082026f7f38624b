"""Words that may be capitalised without being anybody's name, in English and Spanish (folded: lower case, no accents)."""

COMMON = frozenset(
    """
a an the this that these those it its he she they their his her we our you your i my there here who whom which what when where why
how if then else so and or but nor yet for from to of in on at by with without within over under above below about after before
between among during until since because although though while whereas however therefore thus hence moreover furthermore also
additionally finally first second third next last overall total both each every all some any most many few several none no not only
just even still already now today currently yes please note notice remember given based according despite instead rather
is are was were be been being has have had do does did will would can could may might must shall should let keep make take give get
call offer contact consider review check ask start begin focus prioritise prioritize monitor reactivate propose suggest recommend
recommended schedule send visit discuss explore explain compare avoid use add look see watch plan act confirm verify wait encourage
customer customers client clients risk risks churn probability value balance salary age tenure score credit card member active
inactive high low medium higher lower highest lowest model models prediction ensemble data fact facts figure figures reason reasons
factor factors driver drivers action actions step steps option options answer question summary conclusion recommendation
recommendations caution caveat caveats limit limits limitation limitations uncertainty interval confidence association
associations cause causes because bank manager relationship portfolio retention group groups country countries women men woman man
people person compared relative together meanwhile likewise similarly conversely perhaps maybe probably likely unlikely
january february march april may june july august september october november december monday tuesday wednesday thursday friday
saturday sunday english spanish eur usd gbp id ids vip crm kpi ai ml api rm sms pdf ok roi csv auc
el la los las lo un una unos unas este esta estos estas ese esa esos esas aquel aquella su sus se le les me mi tu te nos y o u e ni
pero sino aunque porque pues como cuando donde quien quienes cual cuales que cuanto cuantos cuantas si no ya aun tambien tampoco
ademas asimismo entonces luego despues antes ahora hoy ayer manana siempre nunca primero segundo tercero ultimo finalmente
para por con sin sobre bajo entre desde hasta hacia segun durante mediante contra tras ante de del al en a
es son era eran fue fueron ser sera seria esta estan estaba hay habia tiene tienen tenia tendria puede pueden podria debe deberia
conviene ojo nota cuidado atencion respecto dado dada dados datos dato modelo modelos riesgo riesgos probabilidad abandono baja
bajas cliente clientes clienta cartera saldo salario edad antiguedad valor pais paises grupo grupos banco gestor gestora
motivo motivos razon razones factor factores accion acciones paso pasos opcion opciones resumen conclusion recomendacion
recomendaciones propuesta propuestas cautela limite limites incertidumbre intervalo confianza asociacion asociaciones causa causas
llame llamar llamele ofrezca ofrezcale ofrecer contacte contactar contactele considere revise revisar compruebe pregunte empiece
priorice priorizar reactive reactivar proponga sugiera recomiendo recomendamos sugiero propongo programe envie visite hable
explique compare evite use anada mire vea observe actue confirme verifique espere invite anime
todos todas cada algunos algunas varios varias muchos muchas pocos pocas ninguno ninguna ambos ambas otro otra otros otras
mientras frente comparado comparada juntos juntas total conjunto general media medio mayor menor mas menos alto alta bajo mujer
mujeres hombre hombres persona personas enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
lunes martes miercoles jueves viernes sabado domingo ingles espanol inactivo inactiva activo activa quizas quiza probablemente
""".split()  # noqa: SIM905 - a list this long reads better as text
)

ENDINGS = tuple(
    (
        "tion|sion|ment|ness|ity|ance|ence|ship|age|ing|ism|ure|cy|ty|ly|ed|ious|ous|ive|able|ible|ful|less|al|ic"
        "|cion|dad|tad|miento|mente|anza|encia|ancia|ez|eza|ura|aje|ando|iendo|ado|ada|idos|idas|ados|adas|ciones|dades|ivo|iva|ables"
    ).split("|")
)
"""Endings of abstract nouns, participles and adverbs: what begins a sentence with one is seldom a surname."""
