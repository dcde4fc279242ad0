"""The wire shapes of the product and courier calls. All of them are invented (CLX-63)."""

from pydantic import BaseModel, ConfigDict, RootModel


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ProductOut(_Wire):
    """A product of the sample catalogue."""

    productId: int
    dmdCode: int
    name: str
    pack: int


class ProductsOut(RootModel[list[ProductOut]]):
    """Products."""


class StockOut(_Wire):
    """Whether a product is in stock, and how many packs."""

    productId: int
    inStock: bool
    quantity: int


class PriceOut(_Wire):
    """What some packs of a product cost."""

    productId: int
    price: float
    currencyCode: str


class CourierPriceOut(_Wire):
    """What it costs to send a parcel."""

    courierCode: str
    price: float
    currencyCode: str
