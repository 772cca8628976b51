"""What leaves the evaluation for reading elsewhere: PDF, workbook, evidence. Everything is made from one `Report`."""
