"""Pages of offers, tandems and meetings. Each starts from what the person may see."""
