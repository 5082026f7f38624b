"""Generated customer tables of other shapes, as CSV files: cards, telephone, insurance, a wide one,
Spanish ones, small businesses.

Each writer returns the path; the label depends on some columns, so that a model can learn something.
"""

import csv
import datetime
import random
from collections.abc import Callable, Sequence
from pathlib import Path


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def cards(path: Path, rows: int = 600, seed: int = 1) -> Path:
    """Credit-card customers: no country, no surname, "Attrited Customer", unknown categories, an index column."""
    r = random.Random(seed)
    table = []
    for i in range(rows):
        count, limit = r.randint(10, 130), round(r.lognormvariate(8.7, 0.7), 1)
        revolving = r.choice([0, r.randint(200, 2517)])
        left = r.random() < (0.55 if count < 45 and revolving < 600 else 0.06)
        table.append(
            [
                i,
                708_000_000 + 37 * i + r.randrange(30),
                "Attrited Customer" if left else "Existing Customer",
                r.randint(26, 73),
                r.choice("MF"),
                r.randint(0, 5),
                r.choice(["High School", "Graduate", "Uneducated", "Unknown", "College", "Post-Graduate"]),
                r.choice(["Married", "Single", "Unknown", "Divorced"]),
                r.choice(["Less than $40K", "$40K - $60K", "$60K - $80K", "$80K - $120K", "$120K +", "Unknown"]),
                r.choice(["Blue"] * 9 + ["Silver", "Gold"]),
                r.randint(13, 56),
                r.randint(1, 6),
                limit,
                revolving,
                r.randint(510, 18484),
                count,
                round(r.random(), 3),
            ]
        )
    header = (
        ",CLIENTNUM,Attrition_Flag,Customer_Age,Gender,Dependent_count,Education_Level,Marital_Status,Income_Category,"
        "Card_Category,Months_on_book,Total_Relationship_Count,Credit_Limit,Total_Revolving_Bal,Total_Trans_Amt,"
        "Total_Trans_Ct,Avg_Utilization_Ratio"
    )
    return _write(path, header.split(","), table)


def telephone(path: Path, rows: int = 600, seed: int = 2) -> Path:
    """Telephone customers: text ids, Yes/No label and flags, three-valued services, blank charges for new ones."""
    r = random.Random(seed)
    table = []
    for i in range(rows):
        months, monthly = r.randint(0, 72), round(r.uniform(18, 119), 2)
        contract = r.choice(["Month-to-month", "Month-to-month", "One year", "Two year"])
        left = r.random() < (0.6 if contract == "Month-to-month" and months < 20 else 0.1)
        internet = r.choice(["DSL", "Fiber optic", "No"])
        table.append(
            [
                f"{r.randrange(10**4):04d}-{i:05d}",
                r.choice(["Female", "Male"]),
                r.choice("01"),
                r.choice(["Yes", "No"]),
                months,
                internet,
                "No internet service" if internet == "No" else r.choice(["Yes", "No"]),
                contract,
                r.choice(["Yes", "No"]),
                r.choice(["Electronic check", "Mailed check", "Bank transfer (automatic)"]),
                monthly,
                " " if months == 0 else round(months * monthly, 2),
                "Yes" if left else "No",
            ]
        )
    header = (
        "customerID,gender,SeniorCitizen,Partner,tenure,InternetService,OnlineSecurity,Contract,PaperlessBilling,"
        "PaymentMethod,MonthlyCharges,TotalCharges,Churn"
    )
    return _write(path, header.split(","), table)


def insurance(path: Path, rows: int = 600, seed: int = 3) -> Path:
    """Policy holders: dates, missing values, zero-led ids, an agent who owns them, names, lapsed or in force."""
    r = random.Random(seed)
    agents = ["Rosa Quispe", "Tom O'Hara", "Núria Puig"]
    table = []
    for i in range(rows):
        claims, premium = r.choice([0, 0, 0, 1, 2, 3]), round(r.uniform(180, 2400), 2)
        start = datetime.date(2015, 1, 1) + datetime.timedelta(days=r.randrange(3600))
        left = r.random() < (0.5 if claims >= 2 or premium > 2000 else 0.12)
        table.append(
            [
                f"{i + 17:08d}",
                r.choice(["O'Neill", "García Pérez", "Müller", "D'Souza", "Smith", "Ñíguez"]),
                r.choice(["Life", "Motor", "Home"]),
                start.isoformat(),
                premium,
                claims,
                "" if r.random() < 0.1 else r.choice(["urban", "rural"]),
                "" if r.random() < 0.2 else round(r.uniform(0, 1), 2),
                r.choice(["TRUE", "FALSE"]),
                r.choice(agents),
                "Lapsed" if left else "In force",
            ]
        )
    header = (
        "PolicyNo,Last Name,Policy Type,Policy Start,Annual Premium,Num Claims,Area,Telematics Score,Has Deductible,"
        "Agent,Policy Status"
    )
    return _write(path, header.split(","), table)


def wide(path: Path, rows: int = 400, seed: int = 4) -> Path:
    """Forty columns, of which a few matter; headers with spaces, signs and percent; 0/1 label called target."""
    r = random.Random(seed)
    header = ["acct key", "target", *(f"Var {i} (%)" for i in range(20)), *(f"cat_{i}" for i in range(18))]
    table = []
    for i in range(rows):
        numbers = [round(r.gauss(50, 20), 2) for _ in range(20)]
        left = int(r.random() < (0.7 if numbers[0] > 65 else 0.15))
        table.append([f"K{i:06d}", left, *numbers, *(r.choice("abcde"[: 2 + c % 4]) for c in range(18))])
    return _write(path, header, table)


def spanish(path: Path, rows: int = 500, seed: int = 5) -> Path:
    """Separated by semicolons, decimal commas, Spanish headers; label Sí/No."""
    r = random.Random(seed)
    table = []
    for i in range(rows):
        balance = round(r.uniform(0, 90_000), 2)
        left = r.random() < (0.5 if balance < 8_000 else 0.1)
        table.append(
            [
                4_000 + i,
                r.choice(["Gómez", "Núñez", "d'Ors"]),
                r.randint(18, 90),
                r.choice(["Lima", "Cusco", "Arequipa"]),
                str(balance).replace(".", ","),
                r.choice(["Sí", "No"]),
                r.choice(["Eva Ríos", "Juan Sosa"]),
                "Sí" if left else "No",
            ]
        )
    header = ["Código de cliente", "Apellidos", "Edad", "Ciudad", "Saldo", "Tarjeta", "Gestor", "Abandono"]
    return _write(path, header, table, ";")


def branches(path: Path, rows: int = 400, seed: int = 6) -> Path:
    """A bank of one country as Spanish spreadsheets save it: Windows-1252, accents, ``Nº``, H and M, provinces."""
    r = random.Random(seed)
    table = []
    for i in range(rows):
        complaints = r.choice([0, 0, 0, 1, 2, 3])
        left = r.random() < (0.6 if complaints > 1 else 0.1)
        table.append(
            [
                f"C{i + 1:05d}",
                r.choice(["García", "Núñez", "Ruiz"]),
                r.randint(18, 90),
                r.choice("HM"),
                r.choice(["Madrid", "Sevilla", "Bizkaia"]),
                r.choice(["oficina", "web", "móvil"]),
                r.randint(0, 30),
                "" if r.random() < 0.1 else f"{r.uniform(900, 3000):.2f}".replace(".", ","),
                f"{r.uniform(0, 40_000):.2f}".replace(".", ","),
                r.randint(1, 5),
                complaints,
                r.choice(["SI", "NO"]),
                r.choice(["Menos de 20K", "20K - 40K", "Más de 40K"]),
                "SI" if left else "NO",
            ]
        )
    header = (
        "Código cliente;Apellido;Edad;Sexo;Provincia;Canal preferido;Antigüedad (años);Nómina mensual;Saldo medio;"
        "Nº productos;Nº reclamaciones;Hipoteca;Nivel de ingresos;Baja"
    )
    _write(path, header.split(";"), table, ";")
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    return path


def firms(path: Path, rows: int = 400, seed: int = 7) -> Path:
    """Small businesses: whole ids, no names, a founding date, ratings A to E, status active or closed."""
    r = random.Random(seed)
    table = []
    for i in range(rows):
        rating, founded = r.choice("ABCDE"), datetime.date(1980, 1, 1) + datetime.timedelta(days=r.randrange(15_000))
        left = r.random() < (0.5 if rating in "DE" else 0.08)
        table.append(
            [
                1001 + i,
                r.choice(["Retail", "Construction", "Hospitality", "Transport"]),
                r.randint(1, 200),
                founded.isoformat(),
                round(r.uniform(20_000, 5_000_000), 2),
                r.choice(["yes", "no"]),
                rating,
                "closed" if left else "active",
            ]
        )
    return _write(path, ["id", "sector", "employees", "founded", "turnover", "loan", "risk_rating", "status"], table)


SHAPES: dict[str, Callable[[Path], Path]] = {
    "cards": cards,
    "telephone": telephone,
    "insurance": insurance,
    "wide": wide,
    "spanish": spanish,
    "branches": branches,
    "firms": firms,
}
