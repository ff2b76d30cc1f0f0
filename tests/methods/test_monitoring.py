"""Network monitoring (7.5): a year's rate is sum over sum."""

from fractions import Fraction

from hubao.methods.monitoring import courses


def row(month: str, over: int, under: int) -> dict:
    return {"code": "2.1.2", "month": month, "numerator": Fraction(over), "denominator": Fraction(under)}


def test_the_year_is_the_sum_of_the_months_not_the_mean_of_their_rates():
    course = courses([row("2024-02", 1, 10), row("2024-01", 90, 90)], 2024)["2.1.2"]
    assert course.total == Fraction(91, 100)  # the mean of 10 % and 100 % would be 55 %
    assert [month.month for month in course.months] == ["2024-01", "2024-02"]
    assert course.missing == tuple(f"2024-{month:02d}" for month in range(3, 13))
    assert course.lowest.month == "2024-02"


def test_months_without_business_have_no_rate():
    course = courses([row("2024-01", 0, 0), row("2024-02", 0, 0)], 2024)["2.1.2"]
    assert (course.total, course.lowest, course.months[0].rate) == (None, None, None)
    assert courses([], 2024) == {}
