// Orders as another service might have them: its own shape, with customers and products that the shop knows.

/** @param prefix of the order numbers */
export function someOrders(prefix, count) {
  const begun = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const product = 1 + ((begun + index * 7) % 77);
    const [quantity, price] = [1 + (index % 4), 10 + product / 2];
    return {
      order_no: `${prefix}-${begun.toString(36)}-${index + 1}`,
      changed_at: new Date(begun + index).toISOString(),
      customer_no: 1 + ((begun + index) % 91),
      currency: 'USD',
      total: quantity * price,
      sku: `NW-${String(product).padStart(2, '0')}`,
      quantity,
      price,
    };
  });
}
