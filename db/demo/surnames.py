"""Words the demo bank is made of: surnames as real people spell them, and the bank's relationship managers."""

import numpy as np
from numpy.typing import NDArray

MANAGERS = {
    "Spain": ("Ana Torres", "Luis Romero", "Marta Giménez"),
    "France": ("Claire Dubois", "Antoine Marchand", "Inès Fournier"),
    "Germany": ("Katrin Vogel", "Jonas Brandt"),
}
"""The managers by the country most of their customers live in."""

_SURNAMES = {
    "Spain": """
        García, Fernández, González, Rodríguez, López, Martínez, Sánchez, Pérez, Gómez, Martín, Jiménez, Ruiz,
        Hernández, Díaz, Moreno, Muñoz, Álvarez, Romero, Alonso, Gutiérrez, Navarro, Torres, Domínguez, Vázquez,
        Ramos, Gil, Ramírez, Serrano, Blanco, Molina, Morales, Suárez, Ortega, Delgado, Castro, Ortiz, Rubio,
        Marín, Sanz, Núñez, Iglesias, Medina, Garrido, Cortés, Castillo, Santos, Lozano, Guerrero, Cano, Prieto,
        Méndez, Cruz, Calvo, Gallego, Vidal, León, Márquez, Herrera, Peña, Flores, Cabrera, Campos, Vega,
        Fuentes, Carrasco, Diez, Reyes, Caballero, Nieto, Aguilar, Pascual, Santana, Herrero, Lorenzo, Montero,
        Hidalgo, Giménez, Ibáñez, Ferrer, Durán, Benítez, Mora, Vicente, Vargas, Arias, Carmona, Crespo, Román,
        Pastor, Soto, Sáez, Velasco, Moya, Soler, Parra, Esteban, Bravo, Gallardo, Rojas, Etxeberria,
        Goikoetxea, Puigdevall, de la Fuente, del Río, de los Santos, Díaz de Vivar, Ruiz de Alda, San Juan,
        Quispe, Mamani, Huamán
    """,
    "France": """
        Martin, Bernard, Thomas, Petit, Robert, Richard, Durand, Dubois, Moreau, Laurent, Simon, Michel,
        Lefebvre, Leroy, Roux, David, Bertrand, Morel, Fournier, Girard, Bonnet, Dupont, Lambert, Fontaine,
        Rousseau, Vincent, Müller, Lefèvre, Faure, André, Mercier, Blanc, Guérin, Boyer, Garnier, Chevalier,
        François, Legrand, Gauthier, Perrin, Robin, Clément, Morin, Nicolas, Henry, Roussel, Mathieu, Gautier,
        Masson, Marchand, Duval, Denis, Dumont, Marie, Lemaire, Noël, Meyer, Dufour, Meunier, Brun, Blanchard,
        Giraud, Joly, Rivière, Lucas, Brunet, Gaillard, Barbier, Arnaud, Gérard, Roche, Renard, Schmitt, Roy,
        Leroux, Colin, Vidal, Caron, Picard, Roger, Fabre, Aubert, Lemoine, Renaud, Dumas, Lacroix, Olivier,
        Philippe, Bourgeois, Pierre, Benoît, Rey, Leclerc, Payet, Rolland, Leclercq, Guillaume, Lecomte, Jean,
        Dupuy, Guillot, Hubert, Berger, Carpentier, Le Goff, Le Gall, d'Aubigné, d'Estaing, L'Hôpital, de
        Villiers, du Pont, Aït-Ahmed, N'Diaye, M'Baye, Ben Salah, Nguyễn
    """,
    "Germany": """
        Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch,
        Bauer, Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann, Braun, Krüger, Hofmann, Hartmann,
        Lange, Schmitt, Werner, Krause, Meier, Lehmann, Schmid, Schulze, Maier, Köhler, Herrmann, König, Walter,
        Mayer, Huber, Kaiser, Fuchs, Peters, Lang, Scholz, Möller, Weiß, Jung, Hahn, Schubert, Vogel, Friedrich,
        Keller, Günther, Frank, Berger, Winkler, Roth, Beck, Lorenz, Baumann, Franke, Albrecht, Schuster, Simon,
        Ludwig, Böhm, Winter, Kraus, Martin, Schumacher, Krämer, Vogt, Stein, Jäger, Otto, Sommer, Groß, Seidel,
        Heinrich, Brandt, Haas, Schreiber, Graf, Schulte, Dietrich, Ziegler, Kuhn, Kühn, Pohl, Engel, Horn,
        Busch, Bergmann, Thomas, Voigt, Sauer, Arnold, Wolff, Pfeiffer, von Bülow, von der Heide, zu Guttenberg,
        Yılmaz, Öztürk, Şahin, Kowalski, Nowak, Łukasik, Petrović, Đorđević
    """,
    "Elsewhere": """
        O'Brien, O'Connor, O'Sullivan, MacDonald, McCarthy, Smith, Taylor, Jones, Walker, Hughes, Rossi, Russo,
        D'Angelo, Dell'Acqua, De Luca, Van den Berg, van Dijk, de Jong, Janssen, Peeters, Jensen, Sørensen,
        Åkesson, Lindqvist, Hämäläinen, Virtanen, Novák, Dvořák, Horváth, Kovács, Popescu, Ionescu, Silva,
        Oliveira, Gonçalves, Conceição, Papadopoulos, Ivanova, Shevchenko, Al-Sayed, El Amrani, Haddad, Chen,
        Wang, Zhang, Tanaka, Sato, Kim, Singh, Patel, Khan, Okafor, Chukwuemeka, Mensah, Traoré, Diallo, Abdi,
        Ng
    """,
}
_ELSEWHERE = 0.15
_SECOND = {"Spain": 0.35, "France": 0.06, "Germany": 0.05}
"""Share of double surnames."""


def surnames(generator: np.random.Generator, countries: NDArray[np.str_]) -> list[str]:
    """A surname for each country given: common ones more often, one in seven from elsewhere, some of them double."""
    names = np.empty(len(countries), dtype=object)
    for country, second_name in _SECOND.items():
        at = np.flatnonzero(countries == country)
        first, second = (_draw(generator, country, len(at)) for _ in range(2))
        foreign = generator.random(len(at)) < _ELSEWHERE
        first[foreign] = _draw(generator, "Elsewhere", int(foreign.sum()))
        double = (generator.random(len(at)) < second_name) & ~foreign & (first != second)
        joint = " " if country == "Spain" else "-"
        names[at] = [f"{a}{joint}{b}" if two else a for a, b, two in zip(first, second, double, strict=True)]
    return [str(name) for name in names]


def _draw(generator: np.random.Generator, country: str, size: int) -> NDArray[np.object_]:
    listed = np.array(" ".join(_SURNAMES[country].split()).split(", "), dtype=object)
    weights = 1 / np.sqrt(np.arange(1, len(listed) + 1))
    drawn: NDArray[np.object_] = generator.choice(listed, size=size, p=weights / weights.sum())
    return drawn
