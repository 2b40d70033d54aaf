echo 1
echo mine
