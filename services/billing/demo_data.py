"""The price lists and bills of the two demo clinics. Patient n belongs to owner (n - 1) % owners + 1."""

from typing import NamedTuple

from services.billing.invoicing.bills.schemas import Status


class DemoPrice(NamedTuple):
    name: str
    category: str
    unit_price: str
    taxable: bool = True


class DemoBill(NamedTuple):
    """Billed so many days ago and due after so many. `lines`: number in the price list, and how many of it. `paid`: an
    amount paid in part. `visit`: whether the patient's record and appointment of the same number are on the bill."""

    patient: int
    days_ago: int
    lines: list[tuple[int, str]]
    status: Status
    term: int = 30
    paid: str | None = None
    credit: str | None = None  # the reason why the first line is credited
    visit: bool = False
    notes: str = ""


class BillingDemo(NamedTuple):
    key: str
    owners: int
    prices: list[DemoPrice]
    bills: list[DemoBill]


US = BillingDemo(
    key="us",
    owners=12,
    prices=[
        DemoPrice("Office visit", "Consultation", "65.00"),
        DemoPrice("Recheck visit", "Consultation", "40.00"),
        DemoPrice("Emergency visit", "Consultation", "145.00"),
        DemoPrice("Exotic pet visit", "Consultation", "85.00"),
        DemoPrice("Rabies vaccine, 3 years", "Vaccination", "32.00"),
        DemoPrice("DHPP vaccine", "Vaccination", "38.00"),
        DemoPrice("Bordetella vaccine", "Vaccination", "29.50"),
        DemoPrice("Leptospirosis vaccine", "Vaccination", "31.00"),
        DemoPrice("FVRCP vaccine", "Vaccination", "36.00"),
        DemoPrice("FeLV vaccine", "Vaccination", "39.00"),
        DemoPrice("Complete blood count", "Laboratory", "58.00"),
        DemoPrice("Chemistry panel", "Laboratory", "96.00"),
        DemoPrice("Urinalysis", "Laboratory", "44.00"),
        DemoPrice("Fecal flotation", "Laboratory", "33.00"),
        DemoPrice("Heartworm and tick test", "Laboratory", "52.00"),
        DemoPrice("Radiograph, two views", "Imaging", "178.00"),
        DemoPrice("Abdominal ultrasound", "Imaging", "265.00"),
        DemoPrice("Dental cleaning under anesthesia", "Dentistry", "385.00"),
        DemoPrice("Tooth extraction", "Dentistry", "74.00"),
        DemoPrice("Spay, dog", "Surgery", "420.00"),
        DemoPrice("Neuter, cat", "Surgery", "165.00"),
        DemoPrice("Mass removal", "Surgery", "510.00"),
        DemoPrice("General anesthesia, per hour", "Surgery", "190.00"),
        DemoPrice("Hospitalization, per day", "Hospital", "125.00"),
        DemoPrice("Intravenous fluids", "Hospital", "68.00"),
        DemoPrice("Carprofen 75 mg, tablet", "Pharmacy", "1.35"),
        DemoPrice("Amoxicillin 250 mg, capsule", "Pharmacy", "0.85"),
        DemoPrice("Microchip", "Service", "48.00"),
        DemoPrice("Nail trim", "Service", "22.00"),
        DemoPrice("Rabies certificate", "Service", "8.00", taxable=False),
    ],
    bills=[
        DemoBill(1, 40, [(1, "1"), (6, "1"), (5, "1"), (30, "1")], "paid", visit=True),
        DemoBill(2, 32, [(1, "1"), (11, "1"), (12, "1")], "paid", visit=True),
        DemoBill(3, 50, [(18, "1"), (19, "2"), (23, "1.5")], "sent", paid="300.00", visit=True),
        DemoBill(4, 45, [(3, "1"), (16, "1"), (26, "14")], "sent", notes="Asked to call before the due date."),
        DemoBill(5, 12, [(1, "1"), (13, "1"), (27, "20")], "sent", visit=True),
        DemoBill(6, 9, [(17, "1"), (24, "2"), (25, "2")], "sent", paid="250.00"),
        DemoBill(7, 8, [(22, "1"), (23, "1.25"), (26, "10")], "sent", credit="Quoted at a lower price"),
        DemoBill(8, 6, [(4, "1"), (29, "1")], "cancelled", notes="Written for the wrong visit."),
        DemoBill(9, 3, [(2, "1"), (29, "1")], "paid", credit="The recheck was free of charge"),
        DemoBill(10, 1, [(1, "1"), (9, "1"), (10, "1")], "sent"),
        DemoBill(11, 0, [(1, "1"), (14, "1"), (28, "1")], "draft", visit=True),
        DemoBill(12, 0, [(2, "1"), (27, "14")], "draft"),
    ],
)

KOREAN = BillingDemo(
    key="kr",
    owners=8,
    prices=[
        DemoPrice("진찰료 (초진)", "진료", "11000"),
        DemoPrice("진찰료 (재진)", "진료", "8800"),
        DemoPrice("야간 응급 진찰료", "진료", "44000"),
        DemoPrice("종합백신 DHPPL", "예방접종", "30000", taxable=False),
        DemoPrice("광견병 백신", "예방접종", "25000", taxable=False),
        DemoPrice("코로나 장염 백신", "예방접종", "25000", taxable=False),
        DemoPrice("고양이 종합백신", "예방접종", "40000", taxable=False),
        DemoPrice("전혈구 검사", "검사", "44000"),
        DemoPrice("혈액화학 검사", "검사", "66000"),
        DemoPrice("흉부 방사선 촬영", "영상", "55000"),
        DemoPrice("복부 초음파", "영상", "88000"),
        DemoPrice("스케일링", "치과", "220000"),
        DemoPrice("중성화 수술 (고양이 수컷)", "수술", "200000", taxable=False),
        DemoPrice("입원비 (1일)", "입원", "55000"),
        DemoPrice("내장형 동물등록", "등록", "50000"),
    ],
    bills=[
        DemoBill(1, 20, [(1, "1"), (4, "1")], "paid", visit=True),
        DemoBill(2, 35, [(1, "1"), (8, "1"), (9, "1")], "sent", visit=True),
        DemoBill(3, 10, [(12, "1"), (8, "1")], "sent", paid="100000", visit=True),
        DemoBill(4, 5, [(2, "1"), (10, "1")], "sent", credit="방사선 재촬영분 차감"),
        DemoBill(5, 4, [(3, "1")], "cancelled"),
        DemoBill(6, 1, [(14, "2"), (13, "1")], "paid", credit="입원 기간 정정"),
        DemoBill(7, 0, [(1, "1"), (7, "1"), (15, "1")], "draft"),
    ],
)
