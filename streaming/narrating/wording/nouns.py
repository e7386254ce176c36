"""The names of things, in four languages: one of them, and several.

The labels are those of COCO, as most detectors give them. Where a label is narrower than what it
is given for (`dining table`, `tv`), the name is the wider one: any table, any screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["ALIASES", "LABELS", "NOUNS", "THING", "Noun", "canonical"]

THING = "thing"
"""The label of something of which nobody knows what it is."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A name: its gender, as its language has them, and how it is counted."""

    gender: str
    one: str
    many: str


# label | English | Spanish | German | French; "one / many", behind the gender where there is one.
_TABLE = """
person | person / people | f persona / personas | f Person / Personen | f personne / personnes
bicycle | bicycle / bicycles | f bicicleta / bicicletas | n Fahrrad / Fahrräder | m vélo / vélos
car | car / cars | m coche / coches | n Auto / Autos | f voiture / voitures
motorcycle | motorcycle / motorcycles | f moto / motos | n Motorrad / Motorräder | f moto / motos
airplane | airplane / airplanes | m avión / aviones | n Flugzeug / Flugzeuge | m avion / avions
bus | bus / buses | m autobús / autobuses | m Bus / Busse | m bus / bus
train | train / trains | m tren / trenes | m Zug / Züge | m train / trains
truck | truck / trucks | m camión / camiones | m Lastwagen / Lastwagen | m camion / camions
boat | boat / boats | m barco / barcos | n Boot / Boote | m bateau / bateaux
traffic light | traffic light / traffic lights | m semáforo / semáforos | f Ampel / Ampeln | m feu tricolore / feux tricolores
fire hydrant | fire hydrant / fire hydrants | m hidrante / hidrantes | m Hydrant / Hydranten | f bouche d'incendie / bouches d'incendie
stop sign | stop sign / stop signs | f señal de stop / señales de stop | n Stoppschild / Stoppschilder | m panneau stop / panneaux stop
parking meter | parking meter / parking meters | m parquímetro / parquímetros | f Parkuhr / Parkuhren | m parcmètre / parcmètres
bench | bench / benches | m banco / bancos | f Sitzbank / Sitzbänke | m banc / bancs
bird | bird / birds | m pájaro / pájaros | m Vogel / Vögel | m oiseau / oiseaux
cat | cat / cats | m gato / gatos | f Katze / Katzen | m chat / chats
dog | dog / dogs | m perro / perros | m Hund / Hunde | m chien / chiens
horse | horse / horses | m caballo / caballos | n Pferd / Pferde | m cheval / chevaux
sheep | sheep / sheep | f oveja / ovejas | n Schaf / Schafe | m mouton / moutons
cow | cow / cows | f vaca / vacas | f Kuh / Kühe | f vache / vaches
elephant | elephant / elephants | m elefante / elefantes | m Elefant / Elefanten | m éléphant / éléphants
bear | bear / bears | m oso / osos | m Bär / Bären | m ours / ours
zebra | zebra / zebras | f cebra / cebras | n Zebra / Zebras | m zèbre / zèbres
giraffe | giraffe / giraffes | f jirafa / jirafas | f Giraffe / Giraffen | f girafe / girafes
backpack | backpack / backpacks | f mochila / mochilas | m Rucksack / Rucksäcke | m sac à dos / sacs à dos
umbrella | umbrella / umbrellas | m paraguas / paraguas | m Regenschirm / Regenschirme | m parapluie / parapluies
handbag | handbag / handbags | m bolso / bolsos | f Handtasche / Handtaschen | m sac à main / sacs à main
tie | tie / ties | f corbata / corbatas | f Krawatte / Krawatten | f cravate / cravates
suitcase | suitcase / suitcases | f maleta / maletas | m Koffer / Koffer | f valise / valises
frisbee | frisbee / frisbees | m frisbee / frisbees | f Frisbeescheibe / Frisbeescheiben | m frisbee / frisbees
skis | pair of skis / pairs of skis | m par de esquís / pares de esquís | n Paar Ski / Paar Ski | f paire de skis / paires de skis
snowboard | snowboard / snowboards | m snowboard / snowboards | n Snowboard / Snowboards | m snowboard / snowboards
sports ball | ball / balls | f pelota / pelotas | m Ball / Bälle | m ballon / ballons
kite | kite / kites | f cometa / cometas | m Drachen / Drachen | m cerf-volant / cerfs-volants
baseball bat | baseball bat / baseball bats | m bate de béisbol / bates de béisbol | m Baseballschläger / Baseballschläger | f batte de baseball / battes de baseball
baseball glove | baseball glove / baseball gloves | m guante de béisbol / guantes de béisbol | m Baseballhandschuh / Baseballhandschuhe | m gant de baseball / gants de baseball
skateboard | skateboard / skateboards | m monopatín / monopatines | n Skateboard / Skateboards | m skateboard / skateboards
surfboard | surfboard / surfboards | f tabla de surf / tablas de surf | n Surfbrett / Surfbretter | f planche de surf / planches de surf
tennis racket | tennis racket / tennis rackets | f raqueta de tenis / raquetas de tenis | m Tennisschläger / Tennisschläger | f raquette de tennis / raquettes de tennis
bottle | bottle / bottles | f botella / botellas | f Flasche / Flaschen | f bouteille / bouteilles
wine glass | wine glass / wine glasses | f copa de vino / copas de vino | n Weinglas / Weingläser | m verre à vin / verres à vin
cup | cup / cups | f taza / tazas | f Tasse / Tassen | f tasse / tasses
fork | fork / forks | m tenedor / tenedores | f Gabel / Gabeln | f fourchette / fourchettes
knife | knife / knives | m cuchillo / cuchillos | n Messer / Messer | m couteau / couteaux
spoon | spoon / spoons | f cuchara / cucharas | m Löffel / Löffel | f cuillère / cuillères
bowl | bowl / bowls | m cuenco / cuencos | f Schüssel / Schüsseln | m bol / bols
banana | banana / bananas | m plátano / plátanos | f Banane / Bananen | f banane / bananes
apple | apple / apples | f manzana / manzanas | m Apfel / Äpfel | f pomme / pommes
sandwich | sandwich / sandwiches | m sándwich / sándwiches | n Sandwich / Sandwiches | m sandwich / sandwichs
orange | orange / oranges | f naranja / naranjas | f Orange / Orangen | f orange / oranges
broccoli | head of broccoli / heads of broccoli | m brócoli / brócolis | m Brokkoli / Brokkoli | m brocoli / brocolis
carrot | carrot / carrots | f zanahoria / zanahorias | f Karotte / Karotten | f carotte / carottes
hot dog | hot dog / hot dogs | m perrito caliente / perritos calientes | m Hotdog / Hotdogs | m hot-dog / hot-dogs
pizza | pizza / pizzas | f pizza / pizzas | f Pizza / Pizzas | f pizza / pizzas
donut | donut / donuts | m dónut / dónuts | m Donut / Donuts | m donut / donuts
cake | cake / cakes | f tarta / tartas | m Kuchen / Kuchen | m gâteau / gâteaux
chair | chair / chairs | f silla / sillas | m Stuhl / Stühle | f chaise / chaises
couch | couch / couches | m sofá / sofás | n Sofa / Sofas | m canapé / canapés
potted plant | potted plant / potted plants | f planta en maceta / plantas en maceta | f Topfpflanze / Topfpflanzen | f plante en pot / plantes en pot
bed | bed / beds | f cama / camas | n Bett / Betten | m lit / lits
dining table | table / tables | f mesa / mesas | m Tisch / Tische | f table / tables
toilet | toilet / toilets | m inodoro / inodoros | f Toilette / Toiletten | m WC / WC
tv | screen / screens | f pantalla / pantallas | m Bildschirm / Bildschirme | m écran / écrans
laptop | laptop / laptops | m portátil / portátiles | m Laptop / Laptops | m ordinateur portable / ordinateurs portables
mouse | computer mouse / computer mice | m ratón de ordenador / ratones de ordenador | f Computermaus / Computermäuse | f souris d'ordinateur / souris d'ordinateur
remote | remote control / remote controls | m mando a distancia / mandos a distancia | f Fernbedienung / Fernbedienungen | f télécommande / télécommandes
keyboard | keyboard / keyboards | m teclado / teclados | f Tastatur / Tastaturen | m clavier / claviers
cell phone | phone / phones | m teléfono / teléfonos | n Telefon / Telefone | m téléphone / téléphones
microwave | microwave oven / microwave ovens | m microondas / microondas | f Mikrowelle / Mikrowellen | m four à micro-ondes / fours à micro-ondes
oven | oven / ovens | m horno / hornos | m Backofen / Backöfen | m four / fours
toaster | toaster / toasters | f tostadora / tostadoras | m Toaster / Toaster | m grille-pain / grille-pain
sink | sink / sinks | m lavabo / lavabos | n Waschbecken / Waschbecken | m lavabo / lavabos
refrigerator | refrigerator / refrigerators | m frigorífico / frigoríficos | m Kühlschrank / Kühlschränke | m réfrigérateur / réfrigérateurs
book | book / books | m libro / libros | n Buch / Bücher | m livre / livres
clock | clock / clocks | m reloj / relojes | f Uhr / Uhren | f horloge / horloges
vase | vase / vases | m jarrón / jarrones | f Vase / Vasen | m vase / vases
scissors | pair of scissors / pairs of scissors | m par de tijeras / pares de tijeras | f Schere / Scheren | f paire de ciseaux / paires de ciseaux
teddy bear | teddy bear / teddy bears | m osito de peluche / ositos de peluche | m Teddybär / Teddybären | m ours en peluche / ours en peluche
hair drier | hair dryer / hair dryers | m secador de pelo / secadores de pelo | m Föhn / Föhne | m sèche-cheveux / sèche-cheveux
toothbrush | toothbrush / toothbrushes | m cepillo de dientes / cepillos de dientes | f Zahnbürste / Zahnbürsten | f brosse à dents / brosses à dents
face | face / faces | f cara / caras | n Gesicht / Gesichter | m visage / visages
thing | object / objects | m objeto / objetos | m Gegenstand / Gegenstände | m objet / objets
"""  # noqa: E501 - a row is easier to check whole

ALIASES = MappingProxyType(
    {
        "motorbike": "motorcycle",
        "aeroplane": "airplane",
        "sofa": "couch",
        "pottedplant": "potted plant",
        "diningtable": "dining table",
        "tvmonitor": "tv",
        "hair dryer": "hair drier",
    }
)
"""What some lists of labels write instead."""

_LANGUAGES = ("en", "es", "de", "fr")


def canonical(label: str) -> str:
    """The label by which a thing is known here."""
    return ALIASES.get(label, label)


def _noun(cell: str, language: str) -> Noun:
    gender = ""
    if language != "en":
        gender, _, cell = cell.partition(" ")
    one, _, many = (part.strip() for part in cell.partition("/"))
    return Noun(gender or ("an" if one[0] in "aeiou" else "a"), one, many)


def _nouns() -> Mapping[str, Mapping[str, Noun]]:
    found: dict[str, dict[str, Noun]] = {language: {} for language in _LANGUAGES}
    for row in _TABLE.strip().splitlines():
        label, *cells = (cell.strip() for cell in row.split("|"))
        for language, cell in zip(_LANGUAGES, cells, strict=True):
            found[language][label] = _noun(cell, language)
    return found


NOUNS = _nouns()
"""By language, then by label."""

LABELS = frozenset(NOUNS["en"])
"""Every label that has a name here."""
