"""Products and couriers: calls of which only method and address are public; what they take and answer is invented."""

from typing import Final

from mock_server.contract.answers import Answer, Refused
from mock_server.contract.call import Call
from mock_server.contract.operation import Header, Link, Operation
from mock_server.engine.evidence import invented
from mock_server.engine.records import Record
from mock_server.vendors.cloudrx.auth import COURIERS, PRODUCTS, SLUG
from mock_server.vendors.cloudrx.catalogue_models import CourierPriceOut, PriceOut, ProductsOut, StockOut
from mock_server.vendors.cloudrx.checks import find_courier
from mock_server.vendors.cloudrx.contents import ProductContent
from mock_server.vendors.cloudrx.countries import alpha3
from mock_server.vendors.cloudrx.errors import (
    INSUFFICIENT_SCOPE,
    INVALID_PARAMETER,
    MALFORMED_AUTHORIZATION,
    SERVER_FAULT,
    UNAUTHORIZED,
    UNKNOWN_PRODUCT,
)
from mock_server.vendors.cloudrx.models import INT64
from mock_server.vendors.cloudrx.parameters import folded, number_above, whole
from mock_server.vendors.cloudrx.records import BY_DMD_CODE, PRODUCT
from mock_server.vendors.cloudrx.speech import invalid_parameter, refuse_saying
from mock_server.vendors.cloudrx.switches import CloudRxSwitches
from mock_server.wire import write_json

CURRENCY: Final = "GBP"
HOME: Final = "GBR"
_MOST: Final = 1_000_000


def search_products(call: Call) -> Answer:
    """Search the products by a part of their name.

    The only call that needs no token. What it takes and answers is invented, and so are the products, whose names say so.
    """
    wanted = folded(call.query()).get("query", "").casefold()
    products = call.engine.world.store.each(PRODUCT)
    shown = [
        {"productId": int(each.id), "dmdCode": each.content.dmd_code, "name": each.content.name, "pack": each.content.pack}
        for each in products
        if wanted in each.content.name.casefold()
    ]
    return Answer(200, write_json(shown))


def check_stock(call: Call) -> Answer:
    """Ask whether a product is in stock.

    By product number or dm+d code. What the call takes and answers is invented.
    """
    product = _product(call)
    stock = product.content.stock
    return Answer(200, write_json({"productId": int(product.id), "inStock": stock > 0, "quantity": stock}))


def check_product_price(call: Call) -> Answer:
    """Ask what a number of packs of a product costs.

    One pack where no quantity is given. What the call takes and answers is invented.
    """
    product = _product(call)
    quantity = number_above(folded(call.query()), "quantity", 1, _MOST)
    pence = product.content.price * (1 if quantity is None else quantity)
    return Answer(200, write_json({"productId": int(product.id), "price": pence / 100, "currencyCode": CURRENCY}))


def check_courier_price(call: Call) -> Answer:
    """Ask what it costs to send a parcel to a country.

    What the call takes and answers is invented; of the couriers' codes only RMT24 is the vendor's.
    """
    query = folded(call.query())
    sent = query.get("couriercode", "")
    number = whole(sent)
    courier = find_courier(call, sent if number is None else number)
    if courier is None:
        raise invalid_parameter("courierCode", "courierCode is missing, or the code of no courier")
    country = alpha3(query.get("countrycode", ""), call.switches(SLUG, CloudRxSwitches))
    if country is None:
        raise invalid_parameter("countryCode", "countryCode is missing, or no ISO 3166 alpha-3 code")
    pence = courier.content.price if country == HOME else courier.content.price_abroad
    return Answer(200, write_json({"courierCode": courier.id, "price": pence / 100, "currencyCode": CURRENCY}))


def _product(call: Call) -> Record[ProductContent]:
    query = folded(call.query())
    id, code = number_above(query, "productId", 0), number_above(query, "dmdCode", 0, INT64)
    if id is None and code is None:
        raise refuse_saying(INVALID_PARAMETER, "ProductId", "Either ProductId or DmdCode is required.")
    engine = call.engine
    found = engine.world.store.only(PRODUCT, BY_DMD_CODE, code) if id is None else engine.find(PRODUCT, str(id))
    if found is None or code not in (None, found.content.dmd_code):
        raise Refused(UNKNOWN_PRODUCT, "there is no such product in the sample catalogue", field="ProductId")
    return found


_ALL: Final = (UNAUTHORIZED, MALFORMED_AUTHORIZATION, INSUFFICIENT_SCOPE, SERVER_FAULT)
_PRODUCT_ID: Final = Header(
    "productId",
    "The product's number.",
    "1",
    schema={"type": "integer", "format": "int32", "minimum": 0, "maximum": 2**31 - 1},
)
_DMD_CODE: Final = Header(
    "dmdCode",
    "Its dm+d code, instead of the number.",
    "9000000000011006",
    schema={"type": "integer", "format": "int64", "minimum": 0, "maximum": INT64},
)
_QUANTITY: Final = Header("quantity", "How many packs.", "2", schema={"type": "integer", "minimum": 1, "maximum": _MOST})

_FIRST: Final = {"productId": "$response.body#/0/productId"}

OPERATIONS = (
    Operation(
        name="check_stock",
        method="GET",
        path="/api/v2/Product/stock-check",
        handler=check_stock,
        grounds=invented("CLX-62", "CLX-63", "CLX-64"),
        tag="Product",
        answer=StockOut,
        answer_example={"productId": 1, "inStock": True, "quantity": 10},
        query=(_PRODUCT_ID, _DMD_CODE),
        refuses=(*_ALL, INVALID_PARAMETER, UNKNOWN_PRODUCT),
        permission=PRODUCTS,
    ),
    Operation(
        name="check_product_price",
        method="GET",
        path="/api/v2/Product/price-check",
        handler=check_product_price,
        grounds=invented("CLX-62", "CLX-63", "CLX-64"),
        tag="Product",
        answer=PriceOut,
        answer_example={"productId": 1, "price": 2.4, "currencyCode": CURRENCY},
        query=(_PRODUCT_ID, _DMD_CODE, _QUANTITY),
        refuses=(*_ALL, INVALID_PARAMETER, UNKNOWN_PRODUCT),
        permission=PRODUCTS,
    ),
    Operation(
        name="search_products",
        method="GET",
        path="/api/v2/Product/search",
        handler=search_products,
        grounds=invented("CLX-11", "CLX-62", "CLX-63", "CLX-64"),
        tag="Product",
        answer=ProductsOut,
        answer_example=[{"productId": 1, "dmdCode": 9000000000011006, "name": "SAMPLE Alphazol 10 mg tablets", "pack": 28}],
        query=(Header("query", "A part of the name, in any case; all products without it.", "alphazol"),),
        links=(
            Link("checkStock", "check_stock", _FIRST, "Ask whether the first product is in stock."),
            Link("checkPrice", "check_product_price", _FIRST, "Ask what the first product costs."),
        ),
        refuses=(SERVER_FAULT,),
        is_anonymous=True,
    ),
    Operation(
        name="check_courier_price",
        method="GET",
        path="/api/v2/CourierService/price-check",
        handler=check_courier_price,
        grounds=invented("CLX-62", "CLX-63", "CLX-64"),
        tag="CourierService",
        answer=CourierPriceOut,
        answer_example={"courierCode": "RMT24", "price": 3.95, "currencyCode": CURRENCY},
        query=(
            Header("courierCode", "The courier's code.", "RMT24", is_required=True),
            Header("countryCode", "Where to, as an ISO 3166 alpha-3 code.", "GBR", is_required=True),
        ),
        refuses=(*_ALL, INVALID_PARAMETER),
        permission=COURIERS,
    ),
)
